/**
 * Keeps within GitHub's limits before GitHub has to refuse: what it gives an installation in a minute
 * and an hour, and how many calls at once. The last part of every allowance is kept for what matters
 * more, so decisions still pass where comments already wait. Only a decision waits here, and not for
 * long: everything else is thrown back, holds nobody up, and the outbox tries it again later.
 */
import { HOUR, type Instant, MINUTE, SECOND } from '../../core/instant.ts';
import type { Clock } from '../../ports/clock.ts';
import { HostFault } from '../../ports/code-host.ts';
import { type Block, createBlock } from './block.ts';
import { type Headers, NO_TOKEN } from './fault.ts';
import { createMeter, type Meter } from './meter.ts';
import { createQuota, type Quota } from './quota.ts';
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
const CALLS_AN_HOUR = 5_000;
const REST_POINTS_A_MINUTE = 900;
const GRAPHQL_POINTS_A_MINUTE = 2_000;
const CONTENT_A_MINUTE = 80;
const CONTENT_AN_HOUR = 500;
const READ_POINTS = 1;
const WRITE_POINTS = 5;

/** How much of an allowance each priority may use up. */
const SHARE: Readonly<Record<Priority, number>> = { 0: 1, 1: 0.95, 2: 0.9, 3: 0.75 };
const LONGEST_WAIT_MS = 3 * SECOND;

export const createLimiter = (clock: Clock): Limiter => {
  const costs = createCosts();
  const slots = createSlots(AT_ONCE);
  const told: Readonly<Record<Resource, Told>> = { core: createTold(), graphql: createTold() };

  const waitMs = (ask: Ask, now: Instant): number => {
    const { block, quota } = told[resourceOf(ask)];
    const share = SHARE[ask.priority];
    const meters = costs(ask).map(({ meter, points }) => meter.waitMs(now, points, share));
    return Math.max(block.waitMs(now), quota.waitMs(now, share), ...meters);
  };
  const admit = async (ask: Ask): Promise<void> => {
    const longest = ask.priority === 0 ? LONGEST_WAIT_MS : 0;
    for (let waited = 0, wait = waitMs(ask, clock.now()); wait > 0; ) {
      if (waited + wait > longest) throw noRoom(wait);
      await clock.sleep(wait);
      waited += wait;
      wait = waitMs(ask, clock.now());
    }
    for (const { meter, points } of costs(ask)) meter.spend(clock.now(), points);
    told[resourceOf(ask)].quota.spend(clock.now());
  };
  const learn = (ask: Ask, answer: Refusal | null): void => {
    if (answer === null) return;
    const { block, quota } = told[resourceOf(ask)];
    block.learn(answer, clock.now());
    // Where GitHub does not know the token it tells what anybody may who has none.
    if (answer.status !== NO_TOKEN) quota.learn(answer.headers, clock.now());
  };

  return {
    run: async (ask, send) => {
      await admit(ask);
      const leave = await slots.enter(ask.priority);
      try {
        // GitHub may have asked to wait while this one waited for a place.
        const wait = told[resourceOf(ask)].block.waitMs(clock.now());
        if (wait > 0) throw noRoom(wait);
        const answer = await send();
        learn(ask, { ...answer, message: refusedIn(answer) });
        return answer;
      } catch (fault) {
        learn(ask, refusalIn(fault));
        throw fault;
      } finally {
        leave();
      }
    },
  };
};

/** What GitHub itself said of one of its two interfaces: when to come again, and how often still. */
interface Told {
  readonly block: Block;
  readonly quota: Quota;
}
const createTold = (): Told => ({ block: createBlock(), quota: createQuota(CALLS_AN_HOUR) });

const noRoom = (retryAfterMs: number): HostFault =>
  new HostFault('limited', "GitHub's limits leave no room for this call now.", { retryAfterMs });

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
export const resourceOf = (ask: Ask): Resource =>
  ask.url.endsWith('/graphql') ? 'graphql' : 'core';

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

interface Refusal extends Answer {
  readonly message: string;
}
const refusalIn = (fault: unknown): Refusal | null => {
  if (!(fault instanceof Error) || !('response' in fault)) return null;
  const response = fault.response as Answer | undefined;
  if (response === undefined) return null;
  return { status: response.status, headers: response.headers, message: fault.message };
};

interface Cost {
  readonly meter: Meter;
  readonly points: number;
}
