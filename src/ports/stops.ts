/**
 * What people put in the way of promotions, as the database keeps it: locks of environments with those
 * who wait for them, halts, quarantines. The record tells what was; here is only what stands.
 */
import type { Halt } from '../core/halt.ts';
import type { Instant } from '../core/instant.ts';
import type { Lock } from '../core/lock.ts';
import type { Person } from '../core/person.ts';
import type { Quarantine } from '../core/quarantine.ts';
import type { Sha } from '../core/release.ts';

export interface StoredLock extends Lock {
  /** Another one after every change. */
  readonly id: string;
  readonly repositoryId: number;
  /** Where it was asked for, and its owner is told of it; null where there is no page. */
  readonly page: number | null;
}

/** Somebody who wants the environment next. */
export interface LockWaiter {
  readonly repositoryId: number;
  readonly environment: string;
  readonly person: Person;
  /** As the lock will have it. */
  readonly pullNumber: number | null;
  readonly page: number | null;
  readonly reason: string;
  /** How long the lock will hold once they have it; null until somebody unlocks. */
  readonly forMs: number | null;
  readonly since: Instant;
}

export interface Locks {
  get(repositoryId: number, environment: string): Promise<StoredLock | null>;
  /** By environment. */
  ofRepository(repositoryId: number): Promise<readonly StoredLock[]>;
  /** Puts it in the place of the lock with that id, or where there is none; else throws `Conflict`. */
  put(lock: StoredLock, inPlaceOf: string | null): Promise<void>;
  /** Throws `Conflict` where it is gone already. */
  remove(lock: StoredLock): Promise<void>;
  /** The first in the queue first. */
  waiters(repositoryId: number, environment: string): Promise<readonly LockWaiter[]>;
  /** Who waits already keeps the place in the queue, with what they say now. */
  enqueue(waiter: LockWaiter): Promise<void>;
  dequeue(waiter: LockWaiter): Promise<void>;
}

export type HaltScope =
  | { readonly kind: 'repository'; readonly repositoryId: number }
  /**
   * Known by the app's installation there, which every repository of it carries. Only an owner of the
   * organisation can make another one, and an owner may lift the halt as well.
   */
  | {
      readonly kind: 'organization';
      readonly installationId: number;
      readonly organizationId: number;
    };

export interface StoredHalt extends Omit<Halt, 'scope'> {
  readonly id: string;
  readonly of: HaltScope;
}

export interface Halts {
  /** Of the repository and of its organisation, oldest first; a person has one of each at the most. */
  standing(repository: {
    readonly id: number;
    readonly installationId: number;
  }): Promise<readonly StoredHalt[]>;
  /** In the place of the same person's of the same scope. */
  put(halt: StoredHalt): Promise<void>;
  /** Throws `Conflict` where it is gone already. */
  remove(id: string): Promise<void>;
}

export interface StoredQuarantine extends Quarantine {
  readonly id: string;
  readonly repositoryId: number;
}

export interface Quarantines {
  /** Of this content, or of the whole repository; oldest first. */
  standing(
    repositoryId: number,
    content?: { readonly sha: Sha; readonly tree: Sha },
  ): Promise<readonly StoredQuarantine[]>;
  /** Throws `Conflict` where the same content is marked already. */
  insert(mark: StoredQuarantine): Promise<void>;
  /** Throws `Conflict` where it is gone already. */
  remove(id: string): Promise<void>;
}

/** What a decision looks at: the rows' own ids stay out of it. */
export const lockOf = (stored: StoredLock): Lock => {
  const { environment, owner, pullNumber, reason, since, expiresAt } = stored;
  return { environment, owner, pullNumber, reason, since, expiresAt };
};

export const haltOf = ({ of, by, reason, since, all }: StoredHalt): Halt => ({
  scope: of.kind,
  by,
  reason,
  since,
  all,
});

export const quarantineOf = ({ sha, tree, by, reason, since }: StoredQuarantine): Quarantine => ({
  sha,
  tree,
  by,
  reason,
  since,
});
