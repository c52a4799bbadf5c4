/** Tries a failed promotion again: a new promotion of the same release, decided from scratch. */
import type { Promotion } from '../core/promotion/state.ts';
import { authorize } from './authorize.ts';
import { type Caller, pullNumberOf } from './caller.ts';
import { environmentOf, namedEnvironment } from './environment.ts';
import { type Plan, refuse } from './plan.ts';
import { openPromotion, requesterOf } from './request-promotion.ts';
import type { World } from './world.ts';

export const retryPromotion = async (
  world: World,
  caller: Caller,
  asked: string | null,
): Promise<Plan> => {
  const pullNumber = pullNumberOf(caller);
  if (pullNumber === null) return refuse({ code: 'not_a_pull_request' });
  const named = await namedEnvironment(world, caller.repository, asked);
  if (!named.ok) return refuse(named.problem);
  const failed = await lastFailed(world, caller, pullNumber, named.value);
  if (failed === null) return refuse({ code: 'nothing_to_retry', environment: named.value });
  const found = await environmentOf(world, caller.repository, failed.environment);
  if (!found.ok) return refuse(found.problem);
  const policy = found.value;
  const allowed = await authorize(world, caller, policy, 'promote');
  if (!allowed.ok) return refuse(allowed.problem);
  const now = world.clock.now();
  const promotion: Promotion = {
    ...failed,
    id: world.clock.newId(),
    // Who asked first still counts as asking: a retry is no way around separation of duties.
    requesters: [requesterOf(caller), ...failed.requesters],
    requestedAt: caller.at,
    retryOf: [failed.id, ...failed.retryOf],
    state: { kind: 'pending' },
    version: 1,
    expiresAt: now + policy.environment.expireAfterMs,
    updatedAt: now,
  };
  return {
    answer: { kind: 'requested', promotion, known: false, forkOf: null },
    apply: (tx) => openPromotion(world, tx, promotion, caller),
  };
};

/** The newest promotion of this page that failed and was not tried again since. */
const lastFailed = async (
  world: World,
  caller: Caller,
  pullNumber: number,
  environment: string | null,
): Promise<Promotion | null> => {
  const where = { pullNumber, ...(environment === null ? {} : { environment }) };
  const [newest] = await world.store.promotions.recent(caller.repository.id, where, 1);
  return newest?.state.kind === 'failed' ? newest : null;
};
