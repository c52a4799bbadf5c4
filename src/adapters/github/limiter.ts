/**
 * Keeps within GitHub's limits before GitHub has to refuse: what it gives an installation in a minute
 * and an hour, and how many calls at once. The last part of every allowance is kept for what matters
 * more, so decisions still pass where comments already wait. Nothing waits here for long: what would
 * have to is thrown back, and the outbox tries it again later.
 */
import { HOUR, type Instant, MINUTE, SECOND } from '../../core/instant.ts';
import type { Clock } from '../../ports/clock.ts';
import { HostFault } from '../../ports/code-host.ts';
import { type Headers, quotaIsEmpty, untilReset, waitAskedFor } from './fault.ts';
import { createSlots } from './slots.ts';

/** As in the outbox: 0 decisions, 1 check runs, 2 answers, 3 decoration. */
export type Priority = 0 | 1 | 2 | 3;

export interface Ask {
  readonly method: string;
  /** The path, with or without its values filled in. */
  readonly url: string;
  readonly priority: Priority;
  /** A GraphQL call that changes something. */
  readonly mutation: boolean;
}
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly data?: unknown;
}

export interface Limiter {
  /** Sends now, soon, or throws `HostFault('limited')` with the time to wait. */
  run<A extends Answer>(ask: Ask, send: () => Promise<A>): Promise<A>;
}

/** GitHub's documented numbers: "Rate limits for the REST API". */
const AT_ONCE = 100;
const REST_POINTS_A_MINUTE = 900;
const GRAPHQL_POINTS_A_MINUTE = 2_000;
const CONTENT_A_MINUTE = 80;
const CONTENT_AN_HOUR = 500;
const READ_POINTS = 1;
const WRITE_POINTS = 5;

/** How much of an allowance each priority may use up. */
const SHARE: Readonly<Record<Priority, number>> = { 0: 1, 1: 0.95, 2: 0.9, 3: 0.75 };
const LONGEST_WAIT_MS = 3 * SECOND;
const LONGEST_BACK_OFF_MS = 15 * MINUTE;

export const createLimiter = (clock: Clock): Limiter => {
  const costs = createCosts();
  const slots = createSlots(AT_ONCE);
  const blocks = createBlocks();

  const admit = async (ask: Ask): Promise<void> => {
    const wanted = costs(ask);
    const waitMs = (now: Instant): number =>
      Math.max(
        blocks.waitMs(resourceOf(ask), now),
        ...wanted.map(({ meter, points }) => meter.waitMs(now, points, SHARE[ask.priority])),
      );
    for (let waited = 0, wait = waitMs(clock.now()); wait > 0; wait = waitMs(clock.now())) {
      if (waited + wait > LONGEST_WAIT_MS) {
        throw new HostFault('limited', "GitHub's limits leave no room for this call now.", {
          retryAfterMs: wait,
        });
      }
      await clock.sleep(wait);
      waited += wait;
    }
    for (const { meter, points } of wanted) meter.spend(clock.now(), points);
  };

  return {
    run: async (ask, send) => {
      await admit(ask);
      const leave = await slots.enter(ask.priority);
      try {
        const answer = await send();
        blocks.learn(resourceOf(ask), { ...answer, message: refusedIn(answer) }, clock.now());
        return answer;
      } catch (fault) {
        blocks.learn(resourceOf(ask), refusalIn(fault), clock.now());
        throw fault;
      } finally {
        leave();
      }
    },
  };
};

/** What a call takes of which allowance. */
const createCosts = (): ((ask: Ask) => readonly Cost[]) => {
  const rest = createMeter(REST_POINTS_A_MINUTE, MINUTE);
  const graphql = createMeter(GRAPHQL_POINTS_A_MINUTE, MINUTE);
  const content = [createMeter(CONTENT_A_MINUTE, MINUTE), createMeter(CONTENT_AN_HOUR, HOUR)];
  return (ask) => {
    const isGraphql = resourceOf(ask) === 'graphql';
    const reads = isGraphql ? !ask.mutation : ask.method === 'GET' || ask.method === 'HEAD';
    const points = {
      meter: isGraphql ? graphql : rest,
      points: reads ? READ_POINTS : WRITE_POINTS,
    };
    return createsContent(ask)
      ? [points, ...content.map((meter) => ({ meter, points: 1 }))]
      : [points];
  };
};

type Resource = 'core' | 'graphql';
const resourceOf = (ask: Ask): Resource => (ask.url.endsWith('/graphql') ? 'graphql' : 'core');

/** What people see appear: GitHub counts these apart, and most strictly. */
const createsContent = (ask: Ask): boolean =>
  ask.method === 'POST' && /\/(comments|reactions)$/.test(ask.url);

/** The error that a GraphQL answer with 200 carries in its body; empty for every other answer. */
const refusedIn = ({ data }: Answer): string => {
  if (typeof data !== 'object' || data === null || !('errors' in data)) return '';
  const [first]: readonly unknown[] = Array.isArray(data.errors) ? data.errors : [];
  return typeof first === 'object' && first !== null && 'message' in first
    ? String(first.message)
    : '';
};

const refusalIn = (fault: unknown): (Answer & { readonly message: string }) | null => {
  if (!(fault instanceof Error) || !('response' in fault)) return null;
  const response = fault.response as Answer | undefined;
  if (response === undefined) return null;
  return { status: response.status, headers: response.headers, message: fault.message };
};

interface Cost {
  readonly meter: Meter;
  readonly points: number;
}
interface Meter {
  /** Milliseconds until so many points fit into the share; 0 when they do. */
  waitMs(now: Instant, points: number, share: number): number;
  spend(now: Instant, points: number): void;
}

/** Points spent within a sliding span of time. */
const createMeter = (limit: number, spanMs: number): Meter => {
  let spent: { readonly at: Instant; readonly points: number }[] = [];
  return {
    waitMs: (now, points, share) => {
      spent = spent.filter((each) => each.at > now - spanMs);
      let over = spent.reduce((sum, each) => sum + each.points, points) - limit * share;
      if (over <= 0) return 0;
      for (const each of spent) {
        over -= each.points;
        if (over <= 0) return each.at + spanMs - now;
      }
      return spanMs;
    },
    spend: (now, points) => {
      spent.push({ at: now, points });
    },
  };
};

interface Blocks {
  waitMs(resource: Resource, now: Instant): number;
  learn(
    resource: Resource,
    answer: (Answer & { readonly message?: string }) | null,
    now: Instant,
  ): void;
}

/** What GitHub itself said about when it wants to hear from us again. */
const createBlocks = (): Blocks => {
  const until: Record<Resource, Instant> = { core: 0, graphql: 0 };
  let strikes = 0;
  return {
    waitMs: (resource, now) => Math.max(0, until[resource] - now),
    learn: (resource, answer, now) => {
      if (answer === null) return;
      const { status, headers, message = '' } = answer;
      const asked = waitAskedFor({ status, headers, message });
      if (asked !== null) {
        // Told no time of its own, GitHub wants each further wait to be longer.
        const told = headers['retry-after'] !== undefined || quotaIsEmpty(headers);
        until[resource] =
          now + (told ? asked : Math.min(asked * 2 ** strikes, LONGEST_BACK_OFF_MS));
        strikes += 1;
        return;
      }
      if (status < 400) strikes = 0;
      if (quotaIsEmpty(headers)) until[resource] = now + untilReset(headers);
    },
  };
};
