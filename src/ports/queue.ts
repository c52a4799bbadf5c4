/** The work that waits: what came in, what is to be made, and whom to look at again. */
import type { Instant } from '../core/instant.ts';

/** A webhook as it came. `id` is its delivery GUID, the key against duplicates. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly payload: string;
  readonly receivedAt: Instant;
}
export interface Leased {
  /** How often it was begun, this time included. */
  readonly attempts: number;
}
export interface Backlog {
  /** Neither done nor buried. */
  readonly waiting: number;
  /** When the first of them is due, or was; null where none waits. */
  readonly oldest: Instant | null;
  readonly buried: number;
}
export interface Inbox {
  /** `duplicate` where the id is known already, whatever became of it. */
  put(delivery: Delivery): Promise<'stored' | 'duplicate'>;
  /** The oldest due deliveries that nobody holds, in order of arrival; held until `now + leaseMs`. */
  claim(now: Instant, leaseMs: number, limit: number): Promise<readonly (Delivery & Leased)[]>;
  done(id: string, now: Instant): Promise<void>;
  /** Given back, to be claimed again from `at` on. */
  retry(id: string, at: Instant, error: string): Promise<void>;
  /** The same as if it had not been begun: being told to wait is no attempt. */
  postpone(id: string, at: Instant, error: string): Promise<void>;
  /** Kept, never claimed again; a person must look. */
  bury(id: string, now: Instant, error: string): Promise<void>;
  /** What was buried since then is due again, as if it had never been begun. */
  revive(since: Instant, now: Instant): Promise<void>;
  /** When the newest delivery of GitHub was received, or null. */
  newest(): Promise<Instant | null>;
  /** Those of the ids that are here, whatever became of them. */
  known(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Removes at most so many of those that were done or buried before then; never the newest of all. */
  forget(before: Instant, most: number): Promise<void>;
  backlog(): Promise<Backlog>;
}

/**
 * An effect to make in the world, written with the state that asked for it. `key` is unique: adding
 * one that is still waiting changes its payload and due time (coalesced); one that was done is made
 * due again. Effects of one lane run one after the other, in order of adding.
 */
export interface Effect {
  readonly key: string;
  readonly lane: string;
  readonly kind: string;
  /** JSON. */
  readonly payload: unknown;
  readonly dueAt: Instant;
  /** Smaller goes first: 0 decisions (deployments), 1 check runs, 2 answers, 3 decoration. */
  readonly priority: number;
}
export interface LeasedEffect extends Effect, Leased {
  /** Grows each time the key is added; `done` of an older generation leaves the newer one waiting. */
  readonly generation: number;
  /** An earlier attempt began and has no recorded outcome: look first whether it is there already. */
  readonly uncertain: boolean;
}
export interface Outbox {
  add(effect: Effect): Promise<void>;
  claim(now: Instant, leaseMs: number, limit: number): Promise<readonly LeasedEffect[]>;
  done(key: string, generation: number, now: Instant): Promise<void>;
  retry(key: string, at: Instant, error: string): Promise<void>;
  /** The same as if it had not been begun: being told to wait is no attempt. */
  postpone(key: string, at: Instant, error: string): Promise<void>;
  bury(key: string, now: Instant, error: string): Promise<void>;
  /** What was buried since then is due again, as if it had never been begun. */
  revive(since: Instant, now: Instant): Promise<void>;
  /** Removes at most so many of those that were done or buried before then. */
  forget(before: Instant, most: number): Promise<void>;
  backlog(): Promise<Backlog>;
}

/** "Look at promotion `key` again from `dueAt` on." Unique by key; the earlier instant wins. */
export interface Wakes {
  at(key: string, dueAt: Instant): Promise<void>;
  claim(
    now: Instant,
    leaseMs: number,
    limit: number,
  ): Promise<readonly (Leased & { readonly key: string; readonly generation: number })[]>;
  /** Removes it, unless it was asked for again since it was claimed. */
  done(key: string, generation: number): Promise<void>;
  retry(key: string, at: Instant, error: string): Promise<void>;
  /** The instant of the next due wake, or null. */
  next(): Promise<Instant | null>;
}
