/** Webhooks to the app: signed, one at a time, in the order of what happened. */

import { createHmac, randomBytes } from 'node:crypto';
import { isSent } from './registration.ts';
import { organizationShape, repositoryShape, userShape } from './shapes.ts';
import { type Emit, INSTALLATION_ID, type State } from './state.ts';

export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly action: string | null;
  readonly body: string;
  /** 0 until it was answered; 502 when nobody answered. */
  status: number;
}

export interface Webhook {
  readonly url: string;
  readonly secret: string;
}

export interface Deliveries {
  readonly all: readonly Delivery[];
  readonly emit: Emit;
  connect(webhook: Webhook): void;
  again(id: string): void;
  busy(): boolean;
  settled(): Promise<void>;
  stop(): void;
}

const TIME_LIMIT_MS = 10_000;

export const createDeliveries = (state: State): Deliveries => {
  const all: Delivery[] = [];
  const open: Delivery[] = [];
  let webhook: Webhook | null = null;
  let working: Promise<void> | null = null;
  const work = async (): Promise<void> => {
    // What happens in one turn of the program is all there before the first of it is sent.
    await Promise.resolve();
    for (let next = open.shift(); next !== undefined; next = open.shift()) {
      if (webhook !== null) next.status = await post(webhook, next);
    }
  };
  const start = (): void => {
    working ??= work().finally(() => {
      working = null;
      if (open.length > 0) start();
    });
  };
  const queue = (delivery: Delivery): void => {
    all.push(delivery);
    open.push(delivery);
    start();
  };
  return {
    all,
    emit: (event, body, sender, scope) => {
      if (webhook === null || !isSent(state, event, scope)) return;
      const whole = {
        ...(scope === undefined ? { repository: repositoryShape(state) } : {}),
        ...(scope === 'installation' ? {} : { organization: organizationShape(state) }),
        sender: userShape(state, sender),
        installation: { id: INSTALLATION_ID },
        ...body,
      };
      const action = typeof body.action === 'string' ? body.action : null;
      queue({ id: deliveryId(), event, action, body: JSON.stringify(whole), status: 0 });
    },
    connect: (to) => {
      webhook = to;
    },
    again: (id) => {
      const found = all.find((each) => each.id === id);
      if (found !== undefined) queue({ ...found, status: 0 });
    },
    busy: () => working !== null,
    settled: async () => {
      while (working !== null) await working;
    },
    stop: () => {
      open.length = 0;
      webhook = null;
    },
  };
};

const post = async (webhook: Webhook, { id, event, body }: Delivery): Promise<number> => {
  const signature = createHmac('sha256', webhook.secret).update(body).digest('hex');
  try {
    const answer = await fetch(webhook.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'GitHub-Hookshot/sandbox',
        'x-github-event': event,
        'x-github-delivery': id,
        'x-github-hook-installation-target-type': 'integration',
        'x-hub-signature-256': `sha256=${signature}`,
      },
      body,
      signal: AbortSignal.timeout(TIME_LIMIT_MS),
    });
    await answer.arrayBuffer();
    return answer.status;
  } catch {
    return 502;
  }
};

/** A random UUID, version 4. */
const deliveryId = (): string => {
  const bytes = randomBytes(16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return [0, 8, 12, 16, 20].map((start, i) => hex.slice(start, [8, 12, 16, 20, 32][i])).join('-');
};
