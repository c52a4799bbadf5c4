/**
 * How a lock comes to stand and how it ends, whoever asked for that: with it go the audit trail, the
 * queue, its expiry, and a new look at what waits for the environment.
 */
import type { Instant } from '../../core/instant.ts';
import { hasExpired, isFor } from '../../core/lock.ts';
import type { Person } from '../../core/person.ts';
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { lockHandedOver, lockPassed } from '../../messages/stop-notices.ts';
import { HostFault } from '../../ports/code-host.ts';
import type { LockWaiter, StoredLock } from '../../ports/stops.ts';
import { lockOf } from '../../ports/stops.ts';
import { Conflict, type Repository, type Tables } from '../../ports/store.ts';
import { lockExpiryEffect } from '../effects.ts';
import { linksOf } from '../links.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { World } from '../world.ts';
import { auditLock, tell } from './lock-events.ts';
import { type Turn, takeTurn, turnAfter } from './lock-queue.ts';

/**
 * The lock that stands there now. One that should have ended and did not, as the event of it was lost,
 * ends here. The lock of the pull request itself that is named need not be asked about.
 */
export const standingLock = (
  world: World,
  repository: Repository,
  environment: string,
  pullNumber: number | null = null,
): Promise<StoredLock | null> =>
  retryOnConflict(() => standing(world, repository, environment, pullNumber));

const standing = async (
  world: World,
  repository: Repository,
  environment: string,
  pullNumber: number | null,
): Promise<StoredLock | null> => {
  const lock = await world.store.locks.get(repository.id, environment);
  if (lock === null) return null;
  const isOwn = lock.pullNumber !== null && lock.pullNumber === pullNumber;
  const why = await endedBy(world, repository, lock, isOwn);
  if (why === null) return lock;
  const turn = await turnAfter(world, repository, environment);
  await world.store.transaction((tx) =>
    endLock(world, tx, repository, lock, { why, by: null, turn }),
  );
  return standing(world, repository, environment, pullNumber);
};

type EndedBy = 'expired' | 'pull_request_closed';

const endedBy = async (
  world: World,
  repository: Repository,
  lock: StoredLock,
  isOwn: boolean,
): Promise<EndedBy | null> => {
  if (hasExpired(lock, world.clock.now())) return 'expired';
  if (lock.pullNumber === null || isOwn) return null;
  const ask = { pullNumber: lock.pullNumber, sha: null, teams: [] };
  try {
    const { pullRequest } = await world.snapshots.of(repository, ask);
    return pullRequest === null || pullRequest.state === 'open' ? null : 'pull_request_closed';
  } catch (fault) {
    // A GitHub that does not answer ends no lock.
    if (fault instanceof HostFault) return null;
    throw fault;
  }
};

interface Ending {
  readonly why: EndedBy | 'unlocked';
  readonly by: Person | null;
  readonly reason?: string | null;
  readonly turn: Turn;
}

/** Ends a lock; whoever waits first has the environment then, and is told. */
export const endLock = async (
  world: World,
  tx: Tables,
  repository: Repository,
  lock: StoredLock,
  { why, by, reason = null, turn }: Ending,
): Promise<void> => {
  const body = { lock: lockOf(lock), why, reason };
  await auditLock(world, tx, lock, { kind: 'lock.released', person: by, body });
  const next = await takeTurn(world, tx, lock, turn);
  if (next === null) {
    await tx.locks.remove(lock);
    await wakeWaiting(world, tx, lock);
    return;
  }
  const now = world.clock.now();
  const handed = lockFor(world, next, now);
  await putLock(world, tx, handed, { inPlaceOf: lock, kind: 'lock.taken', by: next.person });
  const links = linksOf(world, repository);
  await tell(tx, handed, lockHandedOver(handed, { links, now }), now);
};

/** The lock that a person in the queue gets at an instant. */
export const lockFor = (world: World, waiter: LockWaiter, at: Instant): StoredLock => ({
  id: world.clock.newId(),
  repositoryId: waiter.repositoryId,
  environment: waiter.environment,
  owner: waiter.person,
  pullNumber: waiter.pullNumber,
  page: waiter.page,
  reason: waiter.reason,
  since: at,
  expiresAt: waiter.forMs === null ? null : at + waiter.forMs,
});

export interface Putting {
  readonly inPlaceOf: StoredLock | null;
  readonly kind: 'lock.taken' | 'lock.changed' | 'lock.stolen';
  readonly by: Person;
}

/** The new lock stands from here on, and its expiry is not overslept. */
export const putLock = async (
  world: World,
  tx: Tables,
  lock: StoredLock,
  { inPlaceOf, kind, by }: Putting,
): Promise<void> => {
  await tx.locks.put(lock, inPlaceOf?.id ?? null);
  const former = inPlaceOf === null ? {} : { former: lockOf(inPlaceOf) };
  await auditLock(world, tx, lock, { kind, person: by, body: { lock: lockOf(lock), ...former } });
  if (lock.expiresAt !== null) await tx.outbox.add(lockExpiryEffect(lock, lock.expiresAt));
  await wakeWaiting(world, tx, lock);
};

/** A pull request that was closed. */
interface Closed {
  readonly number: number;
  readonly by: Person;
  readonly at: Instant;
}

/**
 * What was locked on a pull request ends when that closes, and so does waiting there. First it is
 * found out whose turn it is then; what comes back writes that in the transaction of the closing.
 */
export const closingLocks = async (
  world: World,
  repository: Repository,
  closed: Closed,
): Promise<(tx: Tables) => Promise<void>> => {
  const isItsOwn = (each: StoredLock | LockWaiter): boolean =>
    // What was asked for after it had been closed was asked on a page that is open again.
    each.pullNumber === closed.number && each.since <= closed.at;
  const turns = new Map<string, Turn>();
  for (const { id, environment } of (await locksOf(world.store, repository)).filter(isItsOwn)) {
    turns.set(id, await turnAfter(world, repository, environment, isItsOwn));
  }
  return async (tx) => {
    for (const lock of await locksOf(tx, repository)) {
      const waiters = await tx.locks.waiters(repository.id, lock.environment);
      for (const waiter of waiters.filter(isItsOwn)) await tx.locks.dequeue(waiter);
      if (!isItsOwn(lock)) continue;
      const turn = turns.get(lock.id);
      if (turn === undefined) throw new Conflict('the lock changed');
      const ending = { why: 'pull_request_closed', by: closed.by, turn } as const;
      await endLock(world, tx, repository, lock, ending);
    }
  };
};

const locksOf = (
  { locks }: Pick<Tables, 'locks'>,
  { id }: Repository,
): Promise<readonly StoredLock[]> => locks.ofRepository(id);

/** A rollback went past somebody's lock: they read it where they locked. */
export const tellOwner = async (
  world: World,
  tx: Tables,
  repository: Repository,
  rollback: Promotion,
): Promise<void> => {
  const now = world.clock.now();
  const lock = await tx.locks.get(repository.id, rollback.environment);
  if (lock === null || hasExpired(lock, now) || isFor(lock, rollback)) return;
  const said = lockPassed(lock, rollback, { links: linksOf(world, repository), now });
  await tell(tx, { ...lock, id: rollback.id }, said, now);
};

const wakeWaiting = async (
  world: World,
  tx: Tables,
  { repositoryId, environment }: StoredLock,
): Promise<void> => {
  const now = world.clock.now();
  for (const { id, state } of await tx.promotions.open(repositoryId, { environment })) {
    if (isWaiting(state)) await tx.wakes.at(id, now);
  }
};
