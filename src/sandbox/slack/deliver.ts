/**
 * Requests to the app, signed: what people do is sent once and at once, and waited for three seconds;
 * events go one after the other, and again only where a story says so.
 */
import { createHmac } from 'node:crypto';
import { notFound } from '../github/refusal.ts';
import { createWaitingLine, type WaitingLine } from '../github/waiting-line.ts';
import type { Clock } from '../time.ts';

/** What the app answered; 502 is nobody, 504 nobody in time. */
export interface Answered {
  readonly status: number;
  readonly body: string;
}

/** Where it takes requests, or how they come to it by Socket Mode, where nothing is signed. */
export type SlackApp =
  | { readonly url: string; readonly signingSecret: string }
  | { readonly send: (delivery: SlackDelivery) => Promise<Answered> };

export interface SlackDelivery {
  /** Of this attempt. */
  readonly id: string;
  readonly kind: 'event' | 'interaction' | 'command';
  /** `app_home_opened`, `block_actions`, `/lockkeeper`. */
  readonly name: string;
  /** How often the same event was sent before. */
  readonly retry: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** 0 until it was answered; 502 when nobody answered, 504 when nobody did in time. */
  status: number;
  answer: string;
}

export interface Forged {
  readonly body: string;
  readonly contentType?: string;
  /** Seconds; now when left out. */
  readonly timestamp?: string;
  /** The right one when left out. */
  readonly signature?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface SlackDeliveries
  extends Pick<WaitingLine<SlackDelivery>, 'hold' | 'release' | 'busy' | 'settled'> {
  readonly all: readonly SlackDelivery[];
  connect(app: SlackApp): void;
  /** A form, for something that somebody did. */
  interact(kind: 'interaction' | 'command', name: string, body: string): Promise<SlackDelivery>;
  event(name: string, body: object): void;
  /** Sends every event again whose last attempt was not answered with 2xx, three times at most. */
  retry(): void;
  /** The very same bytes once more, the signature and its time too. */
  redeliver(id: string): Promise<SlackDelivery>;
  /** A request that Slack did not make. */
  forge(forged: Forged): Promise<Answered>;
  stop(): void;
}

const TIME_LIMIT_MS = 3000;
const MAX_RETRIES = 3;
const FORM = 'application/x-www-form-urlencoded';

export interface SlackWire {
  readonly clock: Clock;
  /** Every event is sent twice. */
  readonly doubled?: boolean | undefined;
  /** Which of so many events that wait is sent next; the first when left out. */
  readonly pick?: ((waiting: number) => number) | undefined;
}

export const createSlackDeliveries = ({ clock, doubled, pick }: SlackWire): SlackDeliveries => {
  let app: SlackApp | null = null;
  const signed = (body: string, type: string, timestamp = seconds(clock)): Headed => ({
    'content-type': type,
    'user-agent': 'Slackbot 1.0 (sandbox)',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': signatureOf(secretOf(app), timestamp, body),
  });
  const all: SlackDelivery[] = [];
  const added = (o: Omit<SlackDelivery, 'id' | 'status' | 'answer'>): SlackDelivery => {
    const delivery = { ...o, id: `delivery-${all.length + 1}`, status: 0, answer: '' };
    all.push(delivery);
    return delivery;
  };
  const { line, now, busy, settled } = createSending(() => app, pick);
  const event = (name: string, body: string, retry = 0, more: Headed = {}): void => {
    const headers = { ...signed(body, 'application/json'), ...more };
    line.add(added({ kind: 'event', name, body, retry, headers }));
  };
  const again = ({ name, body, retry, status }: Omit<SlackDelivery, 'id'>): void =>
    event(name, body, retry + 1, {
      'x-slack-retry-num': `${retry + 1}`,
      'x-slack-retry-reason': status === 504 ? 'http_timeout' : 'http_error',
    });
  return {
    all,
    hold: line.hold,
    release: line.release,
    busy,
    settled,
    connect: (to) => {
      app = to;
    },
    interact: (kind, name, body) =>
      now(added({ kind, name, body, retry: 0, headers: signed(body, FORM) })),
    event: (name, whole) => {
      if (app === null) return;
      event(name, JSON.stringify(whole));
      const sent = all.at(-1);
      if (doubled === true && sent !== undefined) again({ ...sent, status: 504 });
    },
    retry: () => {
      const events = all.filter(({ kind }) => kind === 'event');
      const last = new Map(events.map((each) => [each.body, each])).values();
      for (const each of [...last]) if (isRefused(each) && each.retry < MAX_RETRIES) again(each);
    },
    redeliver: (id) => {
      const found = all.find((each) => each.id === id);
      if (found === undefined) throw notFound();
      return now(added(found));
    },
    forge: async ({ body, contentType = FORM, timestamp, signature, headers }) => {
      if (app === null || !('url' in app)) throw notFound();
      const forged: Headed = signature === undefined ? {} : { 'x-slack-signature': signature };
      const right = signed(body, contentType, timestamp);
      return await post(app.url, { body, headers: { ...right, ...forged, ...headers } });
    },
    stop: () => {
      line.clear();
      app = null;
    },
  };
};

type Headed = Readonly<Record<string, string>>;

/** In line, or at once; null is an app that is not there. */
const createSending = (app: () => SlackApp | null, pick: SlackWire['pick']) => {
  const send = async (delivery: SlackDelivery): Promise<void> => {
    const sent = await sendTo(app(), delivery);
    delivery.status = sent.status;
    delivery.answer = sent.body;
  };
  const line = createWaitingLine<SlackDelivery>(send, pick);
  const flying = new Set<Promise<unknown>>();
  const busy = () => line.busy() || flying.size > 0;
  return {
    line,
    busy,
    settled: async () => {
      while (busy()) {
        await line.settled();
        await Promise.all(flying);
      }
    },
    now: async (delivery: SlackDelivery): Promise<SlackDelivery> => {
      const sending = send(delivery);
      flying.add(sending);
      await sending;
      flying.delete(sending);
      return delivery;
    },
  };
};

const sendTo = async (app: SlackApp | null, delivery: SlackDelivery): Promise<Answered> => {
  if (app === null) return { status: 502, body: '' };
  return 'url' in app ? await post(app.url, delivery) : await app.send(delivery);
};

const secretOf = (app: SlackApp | null): string =>
  app !== null && 'url' in app ? app.signingSecret : '';

const isRefused = ({ status }: SlackDelivery): boolean => status >= 300;

const seconds = (clock: Clock): string => `${Math.floor(clock.now() / 1000)}`;

const signatureOf = (secret: string, timestamp: string, body: string): string =>
  `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex')}`;

const post = async (
  url: string,
  { headers, body }: Pick<SlackDelivery, 'headers' | 'body'>,
): Promise<Answered> => {
  try {
    const signal = AbortSignal.timeout(TIME_LIMIT_MS);
    const answer = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
    return { status: answer.status, body: await answer.text() };
  } catch (fault) {
    const isLate = fault instanceof Error && fault.name === 'TimeoutError';
    return { status: isLate ? 504 : 502, body: '' };
  }
};
