/** Ends a lock: its owner, or an admin of the repository. Who only waits for it waits no longer. */
import type { Refusal } from '../../core/reasons.ts';
import { ok, type Result } from '../../core/result.ts';
import { lockTakenOff } from '../../messages/stop-notices.ts';
import type { LockWaiter, StoredLock } from '../../ports/stops.ts';
import { type Caller, pullNumberOf } from '../caller.ts';
import { linksOf } from '../links.ts';
import { namedEnvironment } from '../policy/environment.ts';
import { type Plan, refuse } from '../promotion/plan.ts';
import type { World } from '../world.ts';
import { auditLock, tell } from './lock-events.ts';
import { turnAfter } from './lock-queue.ts';
import { endLock, standingLock } from './locks.ts';

export interface UnlockAsk {
  readonly environment: string;
  readonly reason: string | null;
}

export const unlockEnvironment = async (
  world: World,
  caller: Caller,
  ask: UnlockAsk,
): Promise<Plan> => {
  const named = await lockedEnvironment(world, caller, ask.environment);
  if (!named.ok) return refuse(named.problem);
  const environment = named.value;
  const { repository, person } = caller;
  const lock = await standingLock(world, repository, environment, pullNumberOf(caller));
  if (lock === null) return refuse({ code: 'not_locked', environment });
  if (lock.owner.id === person.id) return unlock(world, caller, lock, ask.reason);
  const waiters = await world.store.locks.waiters(repository.id, environment);
  const own = waiters.find((each) => each.person.id === person.id);
  if (own !== undefined) return leaveQueue(world, own);
  if (caller.role === 'admin') return unlock(world, caller, lock, ask.reason);
  return refuse({ code: 'not_lock_owner', environment, owner: lock.owner });
};

/** Also one that the policy no longer has, or not while it is broken: a lock there must end as well. */
const lockedEnvironment = async (
  world: World,
  caller: Caller,
  asked: string,
): Promise<Result<string, Refusal>> => {
  const named = await namedEnvironment(world, caller.repository, asked);
  if (named.ok) return ok(named.value ?? asked);
  const locks = await world.store.locks.ofRepository(caller.repository.id);
  const found = locks.find((each) => each.environment.toLowerCase() === asked.toLowerCase());
  return found === undefined ? named : ok(found.environment);
};

const unlock = async (
  world: World,
  caller: Caller,
  lock: StoredLock,
  reason: string | null,
): Promise<Plan> => {
  const { repository, person } = caller;
  const { environment, owner } = lock;
  const turn = await turnAfter(world, repository, environment);
  return {
    answer: { kind: 'unlocked', environment, owner, next: turn.next },
    apply: async (tx) => {
      await endLock(world, tx, repository, lock, { why: 'unlocked', by: person, reason, turn });
      if (owner.id === person.id) return;
      const now = world.clock.now();
      const links = linksOf(world, repository);
      await tell(tx, lock, lockTakenOff(lock, { by: person, reason }, { links, now }), now);
    },
  };
};

const leaveQueue = (world: World, waiter: LockWaiter): Plan => {
  const { environment, person } = waiter;
  return {
    answer: { kind: 'lock_wait_ended', environment },
    apply: async (tx) => {
      await tx.locks.dequeue(waiter);
      await auditLock(world, tx, waiter, { kind: 'lock.wait_ended', person, body: {} });
    },
  };
};
