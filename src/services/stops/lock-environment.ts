/**
 * A person takes an environment for themselves, or for the pull request they are on; from somebody
 * else only by saying so, and the other is told.
 */
import type { Promotion } from '../../core/promotion/state.ts';
import { lockStolen } from '../../messages/stop-notices.ts';
import { type LockWaiter, lockOf, type StoredLock } from '../../ports/stops.ts';
import { Conflict, type Tables } from '../../ports/store.ts';
import type { Caller } from '../caller.ts';
import { linksOf } from '../links.ts';
import { type Plan, refuse } from '../promotion/plan.ts';
import type { World } from '../world.ts';
import { authorizeLock } from './authorize-stop.ts';
import { auditLock, tell } from './lock-events.ts';
import { lockFor, type Putting, putLock, standingLock } from './locks.ts';

export interface LockAsk {
  readonly environment: string;
  readonly reason: string;
  /** Null until somebody unlocks. */
  readonly forMs: number | null;
  readonly steal: boolean;
  readonly wait: boolean;
}

export const lockEnvironment = async (
  world: World,
  caller: Caller,
  ask: LockAsk,
): Promise<Plan> => {
  const environment = await authorizeLock(world, caller, ask.environment);
  if (!environment.ok) return refuse(environment.problem);
  const wanted = wantedBy(caller, environment.value, ask);
  const current = await standingLock(
    world,
    caller.repository,
    environment.value,
    wanted.pullNumber,
  );
  const lock = lockFor(world, wanted, caller.at);
  if (current === null) return takeIt(world, lock, { inPlaceOf: null, kind: 'lock.taken' });
  if (current.owner.id === caller.person.id) {
    const changed = { ...lock, since: current.since };
    return takeIt(world, changed, { inPlaceOf: current, kind: 'lock.changed' });
  }
  if (ask.steal) return steal(world, caller, lock, current);
  if (ask.wait) return queueUp(world, wanted, current);
  return refuse({
    code: 'environment_locked',
    environment: lock.environment,
    lock: lockOf(current),
  });
};

const wantedBy = (caller: Caller, environment: string, ask: LockAsk): LockWaiter => {
  const { page, person, repository } = caller;
  return {
    repositoryId: repository.id,
    environment,
    person,
    pullNumber: page !== null && isOfPull(page) ? page.number : null,
    page: page?.number ?? null,
    reason: ask.reason,
    forMs: ask.forMs,
    since: caller.at,
  };
};

/** The lock of a closed pull request would end at once: there it is the owner's own. */
const isOfPull = ({ isPullRequest, isClosed }: NonNullable<Caller['page']>): boolean =>
  isPullRequest && isClosed !== true;

const HOW = { 'lock.taken': 'taken', 'lock.changed': 'changed', 'lock.stolen': 'stolen' } as const;

const takeIt = async (
  world: World,
  lock: StoredLock,
  putting: Omit<Putting, 'by'>,
  also: (tx: Tables) => Promise<void> = async () => undefined,
): Promise<Plan> => ({
  answer: {
    kind: 'locked',
    lock: lockOf(lock),
    how: HOW[putting.kind],
    running: await runningIn(world, lock),
  },
  apply: async (tx) => {
    await putLock(world, tx, lock, { ...putting, by: lock.owner });
    await also(tx);
  },
});

const runningIn = async (
  world: World,
  { repositoryId, environment }: StoredLock,
): Promise<readonly Promotion[]> => {
  const open = await world.store.promotions.open(repositoryId, { environment });
  return open.filter(({ state }) => state.kind === 'deploying' || state.kind === 'verifying');
};

/** Whoever had it is told where they had asked for it; who stole it waits for it no longer. */
const steal = (
  world: World,
  caller: Caller,
  lock: StoredLock,
  current: StoredLock,
): Promise<Plan> =>
  takeIt(world, lock, { inPlaceOf: current, kind: 'lock.stolen' }, async (tx) => {
    const waiters = await tx.locks.waiters(lock.repositoryId, lock.environment);
    const own = waiters.find(({ person }) => person.id === caller.person.id);
    if (own !== undefined) await tx.locks.dequeue(own);
    const now = world.clock.now();
    const links = linksOf(world, caller.repository);
    await tell(tx, current, lockStolen(current, lock, { links, now }), now);
  });

const queueUp = async (world: World, waiter: LockWaiter, current: StoredLock): Promise<Plan> => {
  const waiters = await world.store.locks.waiters(waiter.repositoryId, waiter.environment);
  const found = waiters.findIndex(({ person }) => person.id === waiter.person.id);
  const place = found < 0 ? waiters.length + 1 : found + 1;
  return {
    answer: { kind: 'lock_awaited', lock: lockOf(current), place },
    apply: async (tx) => {
      // The queue belongs to this lock: were it free meanwhile, nobody would ever be handed it.
      const standing = await tx.locks.get(waiter.repositoryId, waiter.environment);
      if (standing?.id !== current.id) throw new Conflict('the lock changed');
      await tx.locks.enqueue(waiter);
      const { person, reason } = waiter;
      await auditLock(world, tx, waiter, { kind: 'lock.awaited', person, body: { place, reason } });
    },
  };
};
