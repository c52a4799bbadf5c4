/** Tries a failed promotion again: the same release is asked for once more, and decided from scratch. */
import type { Promotion } from '../core/promotion/state.ts';
import { type Caller, pullNumberOf } from './caller.ts';
import { namedEnvironment } from './environment.ts';
import { type Plan, refuse } from './plan.ts';
import { requestAgain } from './request-promotion.ts';
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
  return requestAgain(world, caller, failed);
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
