/** Webhooks to the app: signed, one at a time, in the order of what happened. */
import { createHmac, randomBytes } from 'node:crypto';
import { nodeId } from './node-id.ts';
import { notFound } from './refusal.ts';
import { isSent } from './registration.ts';
import { organizationShape, userShape } from './shapes-of-people.ts';
import { repositoryShape } from './shapes-of-repository.ts';
import { type Emit, INSTALLATION_ID, type State } from './state.ts';
import { createWaitingLine, type WaitingLine } from './waiting-line.ts';

export interface Delivery {
  /** Of the event, alike for all attempts. */
  readonly id: string;
  readonly attempt: number;
  readonly redelivery: boolean;
  /** When it was handed over to be sent. */
  readonly at: number;
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

export interface Deliveries
  extends Pick<WaitingLine<Delivery>, 'hold' | 'release' | 'busy' | 'settled'> {
  readonly all: readonly Delivery[];
  /** For what happens in one repository. */
  emitFor(state: State): Emit;
  connect(webhook: Webhook): void;
  /** The same once more, under the same id. */
  again(id: string): void;
  /** The same of the event of an attempt. */
  againAfter(attempt: number): void;
  stop(): void;
}

const TIME_LIMIT_MS = 10_000;

/** GitHub rules out neither that something comes twice, nor that it comes before what was earlier. */
export interface DeliveryOptions {
  /** Everything is sent twice, under one id. */
  readonly doubled?: boolean;
  /** Which of so many that wait is sent next; the first when left out. */
  readonly pick?: (waiting: number) => number;
}

export const createDeliveries = ({ doubled = false, pick }: DeliveryOptions): Deliveries => {
  const all: Delivery[] = [];
  let webhook: Webhook | null = null;
  const line = createWaitingLine<Delivery>(async (delivery) => {
    if (webhook !== null) delivery.status = await post(webhook, delivery);
  }, pick);
  const queue = (delivery: Delivery): void => {
    all.push(delivery);
    line.add(delivery);
  };
  const { hold, release, busy, settled } = line;
  let place: State | null = null;
  const again = (isMeant: (each: Delivery) => boolean): void => {
    const found = all.find(isMeant);
    if (found === undefined || place === null) throw notFound();
    queue({ ...found, ...attemptIn(place), redelivery: true, status: 0 });
  };
  return {
    all,
    hold,
    release,
    busy,
    settled,
    emitFor: (of) => (event, body, sender, scope) => {
      place = of;
      if (webhook === null || !isSent(of, event, scope)) return;
      const action = typeof body.action === 'string' ? body.action : null;
      const whole = JSON.stringify(wholeOf(of, body, sender, scope));
      const id = deliveryId();
      const first = { id, event, action, body: whole, redelivery: false };
      for (const redelivery of doubled ? [false, true] : [false]) {
        queue({ ...first, ...attemptIn(of), redelivery, status: 0 });
      }
    },
    connect: (to) => {
      webhook = to;
    },
    again: (id) => again((each) => each.id === id),
    againAfter: (attempt) => again((each) => each.attempt === attempt),
    stop: () => {
      line.clear();
      webhook = null;
    },
  };
};

const attemptIn = (state: State) => ({ attempt: state.nextId(), at: state.clock.now() });

const wholeOf = (state: State, ...[body, sender, scope]: WithoutEvent): object => ({
  ...(scope === undefined ? { repository: repositoryShape(state) } : {}),
  ...(scope === 'account' ? {} : placeOf(state, scope)),
  sender: userShape(state, sender),
  ...body,
});

const placeOf = (state: State, scope: WithoutEvent[2]): object => ({
  ...(scope === 'installation' ? {} : { organization: organizationShape(state) }),
  installation: { id: INSTALLATION_ID, node_id: nodeId('MDI', INSTALLATION_ID) },
});

type WithoutEvent = Parameters<Emit> extends [string, ...infer Rest] ? Rest : never;

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
