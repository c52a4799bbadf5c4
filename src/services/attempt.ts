/**
 * Does one piece of work that was leased, and settles the lease by how it ended: done, given back to be
 * tried again, or buried where trying again has no end. Nothing that is thrown gets past here.
 */
import { MINUTE, SECOND } from '../core/instant.ts';
import { traceIdOf } from '../core/trace-id.ts';
import { ChatFault } from '../ports/chat.ts';
import type { WorkKind, WorkOutcome } from '../ports/metrics.ts';
import type { Delivery, Effect, Leased } from '../ports/queue.ts';
import { ServiceFault } from '../ports/service-fault.ts';
import { Conflict } from '../ports/store.ts';
import type { OpenSpan, Subject } from '../ports/traces.ts';
import { RetryLater } from './perform/retry-later.ts';
import type { World } from './world.ts';

const MAX_ATTEMPTS = 12;
/** GitHub or Slack away: three days, which is for how long GitHub keeps what it could not deliver. */
const MAX_ATTEMPTS_UNREACHABLE = 300;
/** Half a minute after the first: what broke for a moment has not to be told of. */
export const TOLD_AFTER = 5;

export interface Work {
  readonly what: WorkKind;
  /** The event of a delivery, the kind of an effect. */
  readonly name: string;
  readonly id: string;
  /** Whose trace it belongs to; one of its own where that is nobody's. */
  readonly of: Subject | undefined;
}

export const deliveryWork = ({ event, id }: Delivery): Work => ({
  what: 'delivery',
  name: event,
  id,
  of: { kind: 'delivery', id },
});

export const promotionWork = (id: string): Work => ({
  what: 'promotion',
  name: 'advance',
  id,
  of: { kind: 'promotion', id },
});

export const effectWork = ({ kind, key, payload }: Effect): Work => {
  const isPromotions = typeof payload === 'object' && payload !== null && 'promotionId' in payload;
  const of = isPromotions
    ? ({ kind: 'promotion', id: String(payload.promotionId) } as const)
    : undefined;
  return { what: 'effect', name: kind, id: key, of };
};

export interface Handling {
  readonly run: () => Promise<void>;
  readonly done: () => Promise<void>;
  readonly retry: (at: number, error: string) => Promise<void>;
  /** Being told to wait is no attempt. */
  readonly postpone: (at: number, error: string) => Promise<void>;
  /** Tells who waits for it that it broke on our side: each time from some attempt on. */
  readonly tell?: () => Promise<void>;
  /** Null where giving up is no choice. */
  readonly bury: ((error: string) => Promise<void>) | null;
}

export const attempt = async (
  world: World,
  work: Work,
  leased: Leased,
  handling: Handling,
): Promise<void> => {
  const { what, name, id, of } = work;
  const attributes = { 'lockkeeper.id': id, attempts: leased.attempts };
  await world.traces.span({ name: `${what} ${name}`, attributes, of }, async (span) => {
    const begun = world.clock.now();
    const outcome = await settled(world, work, leased, handling, span);
    span.set({ outcome });
    world.metrics.note({ kind: 'work', what, name, outcome, ms: world.clock.now() - begun });
  });
};

const settled = async (
  world: World,
  work: Work,
  leased: Leased,
  handling: Handling,
  span: OpenSpan,
): Promise<WorkOutcome> => {
  try {
    await handling.run();
    await handling.done();
    return 'done';
  } catch (fault) {
    span.fail(fault);
    return giveBack(world, work, leased, handling, fault);
  }
};

const giveBack = async (
  world: World,
  { name, id, of }: Work,
  { attempts }: Leased,
  handling: Handling,
  fault: unknown,
): Promise<WorkOutcome> => {
  const error = fault instanceof Error ? fault.message : String(fault);
  const fields = { what: name, id, ...traceOf(of), attempts, err: fault };
  if (fault instanceof ServiceFault && fault.kind === 'limited') {
    world.log.info(fields, 'asked to wait; done then');
    await handling.postpone(world.clock.now() + (fault.retryAfterMs ?? MINUTE), error);
    return 'put_off';
  }
  const most = isUnreachable(fault) ? MAX_ATTEMPTS_UNREACHABLE : MAX_ATTEMPTS;
  const isLast = (attempts >= most || isRefusedByChat(fault)) && handling.bury !== null;
  if (isLast) world.log.error(fields, 'given up; a person must look');
  else if (fault instanceof Conflict) world.log.debug(fields, 'someone was first; again');
  else world.log.warn(fields, 'did not work; tried again later');
  if (isLast || (attempts >= TOLD_AFTER && !isPassing(fault))) {
    await handling.tell?.().catch((untold: unknown) => {
      world.log.warn({ ...fields, err: untold }, 'nobody could be told that it does not work');
    });
  }
  if (isLast) {
    await handling.bury?.(error);
    return 'buried';
  }
  await handling.retry(world.clock.now() + waitAfter(fault, attempts), error);
  return 'again';
};

/** It ends by itself, and is nobody's mistake. */
const isPassing = (fault: unknown): boolean =>
  fault instanceof Conflict || fault instanceof RetryLater || isUnreachable(fault);

const isUnreachable = (fault: unknown): boolean =>
  fault instanceof ServiceFault && fault.kind === 'unreachable';

/** A channel that is not there, or that the app is not in: what waits behind it is not held up. */
const isRefusedByChat = (fault: unknown): boolean =>
  fault instanceof ChatFault && fault.kind === 'forbidden';

/** Known even where no traces are sent: what people are given as a reference is found in the log. */
const traceOf = (of: Subject | undefined): { readonly trace_id?: string } => {
  const id = of === undefined ? null : traceIdOf(of.id);
  return id === null ? {} : { trace_id: id };
};

const waitAfter = (fault: unknown, attempts: number): number => {
  if (fault instanceof RetryLater) return fault.waitMs;
  const grown = Math.min(15 * MINUTE, SECOND * 2 ** attempts);
  if (fault instanceof ServiceFault) return Math.max(grown, fault.retryAfterMs ?? 0);
  return grown;
};
