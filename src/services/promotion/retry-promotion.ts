/** Tries a failed promotion again: the same release is asked for once more, and decided from scratch. */
import type { Caller } from '../caller.ts';
import { namedEnvironment } from '../policy/environment.ts';
import { requestRollbackAgain } from '../rollback/request-rollback.ts';
import type { World } from '../world.ts';
import { isOfPage, recentOnPage } from './on-page.ts';
import { type Plan, refuse } from './plan.ts';
import { requestAgain } from './request-promotion.ts';

export const retryPromotion = async (
  world: World,
  caller: Caller,
  asked: string | null,
): Promise<Plan> => {
  const named = await namedEnvironment(world, caller.repository, asked);
  if (!named.ok) return refuse(named.problem);
  // Only the newest, of all or of the page's own: one that was tried again since is over.
  const recent = await recentOnPage(world, caller, named.value);
  const newest = [recent[0], recent.find((each) => isOfPage(each, caller))];
  const failed = newest.find((each) => each?.state.kind === 'failed');
  if (failed === undefined) return refuse({ code: 'nothing_to_retry', environment: named.value });
  return failed.kind === 'rollback'
    ? requestRollbackAgain(world, caller, failed)
    : requestAgain(world, caller, failed);
};
