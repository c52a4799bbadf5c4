/**
 * Whose turn it is when a lock ends: the first in the queue who may still lock there, which is asked of
 * GitHub when it is their turn. The transaction that ends the lock only looks that nobody came or went.
 */
import type { Person } from '../../core/person.ts';
import { lockTurnLost } from '../../messages/stop-notices.ts';
import type { LockWaiter, StoredLock } from '../../ports/stops.ts';
import { Conflict, type Repository, type Tables } from '../../ports/store.ts';
import type { World } from '../world.ts';
import { authorizeLock } from './authorize-stop.ts';
import { auditLock, tell } from './lock-events.ts';

export interface Turn {
  /** Whom it passes by: they may no longer lock there. */
  readonly passed: readonly Person[];
  readonly next: Person | null;
}

/** To be found out before the transaction; `leaves` names those who wait no longer by then. */
export const turnAfter = async (
  world: World,
  repository: Repository,
  environment: string,
  leaves: (waiter: LockWaiter) => boolean = () => false,
): Promise<Turn> => {
  const waiters = await world.store.locks.waiters(repository.id, environment);
  const passed: Person[] = [];
  for (const waiter of waiters.filter((each) => !leaves(each))) {
    if (await mayStillLock(world, repository, waiter)) return { passed, next: waiter.person };
    passed.push(waiter.person);
  }
  return { passed, next: null };
};

const mayStillLock = async (
  world: World,
  repository: Repository,
  { person, environment }: LockWaiter,
): Promise<boolean> => {
  const role = await world.host.roleOf(repository, person.login);
  return (await authorizeLock(world, { person, role, repository, page: null }, environment)).ok;
};

/** Takes them off the queue; whoever is next, with what they said. */
export const takeTurn = async (
  world: World,
  tx: Tables,
  lock: StoredLock,
  { passed, next }: Turn,
): Promise<LockWaiter | null> => {
  const { repositoryId, environment } = lock;
  const waiters = await tx.locks.waiters(repositoryId, environment);
  const first = waiters.slice(0, passed.length + 1).map(({ person }) => person.id);
  const known = [...passed, ...(next === null ? [] : [next])].map(({ id }) => id);
  if (first.join() !== known.join()) throw new Conflict('the queue changed');
  for (const waiter of waiters.slice(0, known.length)) await tx.locks.dequeue(waiter);
  for (const waiter of waiters.slice(0, passed.length)) await tellPassed(world, tx, lock, waiter);
  return waiters[passed.length] ?? null;
};

const tellPassed = async (
  world: World,
  tx: Tables,
  lock: StoredLock,
  waiter: LockWaiter,
): Promise<void> => {
  const { person } = waiter;
  const body = { why: 'not_authorized' };
  await auditLock(world, tx, waiter, { kind: 'lock.wait_ended', person, body });
  const page = { ...waiter, id: `${lock.id}:${person.id}` };
  await tell(tx, page, lockTurnLost(waiter), world.clock.now());
};
