/**
 * How a lock comes to stand and how it ends, whoever asked for that: with it go the audit trail, the
 * queue, its expiry, and a new look at what waits for the environment.
 */
import type { Instant } from '../core/instant.ts';
import { hasExpired, isFor } from '../core/lock.ts';
import type { Person } from '../core/person.ts';
import { isWaiting } from '../core/promotion/lifecycle.ts';
import type { Promotion } from '../core/promotion/state.ts';
import { lockHandedOver, lockPassed } from '../messages/stop-notices.ts';
import { HostFault } from '../ports/code-host.ts';
import type { LockWaiter, StoredLock } from '../ports/stops.ts';
import { lockOf } from '../ports/stops.ts';
import type { Repository, Tables } from '../ports/store.ts';
import { lockExpiryEffect, noticeEffect } from './effects.ts';
import { linksOf } from './links.ts';
import { audit } from './record.ts';
import type { World } from './world.ts';

/**
 * The lock that stands there now. One that should have ended and did not, as the event of it was lost,
 * ends here. The lock of the pull request itself that is named need not be asked about.
 */
export const standingLock = async (
  world: World,
  repository: Repository,
  environment: string,
  pullNumber: number | null = null,
): Promise<StoredLock | null> => {
  const lock = await world.store.locks.get(repository.id, environment);
  if (lock === null) return null;
  const isOwn = lock.pullNumber !== null && lock.pullNumber === pullNumber;
  const why = await endedBy(world, repository, lock, isOwn);
  if (why === null) return lock;
  await world.store.transaction((tx) => endLock(world, tx, repository, lock, { why, by: null }));
  return standingLock(world, repository, environment, pullNumber);
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
}

/** Ends a lock; whoever waits first has the environment then, and is told. */
export const endLock = async (
  world: World,
  tx: Tables,
  repository: Repository,
  lock: StoredLock,
  { why, by, reason = null }: Ending,
): Promise<LockWaiter | null> => {
  const { environment } = lock;
  const body = { lock: lockOf(lock), why, reason };
  await auditLock(world, tx, lock, { kind: 'lock.released', person: by, body });
  const [next = null] = await tx.locks.waiters(repository.id, environment);
  if (next === null) {
    await tx.locks.remove(lock);
    await wakeWaiting(world, tx, lock);
    return null;
  }
  const now = world.clock.now();
  const handed = lockFor(world, next, now);
  await tx.locks.dequeue(next);
  await putLock(world, tx, handed, { inPlaceOf: lock, kind: 'lock.taken', by: next.person });
  const links = linksOf(world, repository);
  await tell(tx, handed, lockHandedOver(handed, { links, now }), now);
  return next;
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

/** What was locked on a pull request ends when that closes, and so does waiting there. */
export const closeLocks = async (
  world: World,
  tx: Tables,
  repository: Repository,
  closed: { readonly number: number; readonly by: Person; readonly at: Instant },
): Promise<void> => {
  const isItsOwn = (each: StoredLock | LockWaiter): boolean =>
    // What was asked for after it had been closed was asked on a page that is open again.
    each.pullNumber === closed.number && each.since <= closed.at;
  for (const lock of await tx.locks.ofRepository(repository.id)) {
    const waiters = await tx.locks.waiters(repository.id, lock.environment);
    for (const waiter of waiters.filter(isItsOwn)) await tx.locks.dequeue(waiter);
    if (!isItsOwn(lock)) continue;
    await endLock(world, tx, repository, lock, { why: 'pull_request_closed', by: closed.by });
  }
};

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

/** One comment on the page where it was locked, once for each lock. */
export const tell = async (
  tx: Tables,
  { id, repositoryId, page }: Pick<StoredLock, 'id' | 'repositoryId' | 'page'>,
  body: string,
  now: Instant,
): Promise<void> => {
  if (page === null) return;
  await tx.outbox.add(noticeEffect({ repositoryId, number: page, about: `lock:${id}`, body }, now));
};

export const auditLock = async (
  world: World,
  tx: Tables,
  { repositoryId, environment }: Pick<StoredLock, 'repositoryId' | 'environment'>,
  event: {
    readonly kind: string;
    readonly person: Person | null;
    readonly body: Readonly<Record<string, unknown>>;
  },
): Promise<void> => {
  const at = world.clock.now();
  await audit(world, tx, { repositoryId, environment, at, promotionId: null, ...event });
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
