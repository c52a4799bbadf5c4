/** Something happened to a run that we asked for: whatever rests on it is brought up to date. */
import type { Repository } from '../../ports/store.ts';
import { catchUp } from '../deployment/follow-deployment.ts';
import type { World } from '../world.ts';
import { lookAtRun } from './follow-inquiry.ts';
import { ownerOfRun } from './run-workflow.ts';

export const followRun = async (
  world: World,
  repository: Repository,
  runId: string,
): Promise<void> => {
  const owner = await ownerOfRun(world.store, repository, runId);
  if (owner === null) return;
  if (owner.inquiryId !== null) {
    const inquiry = await world.store.inquiries.byId(owner.inquiryId);
    if (inquiry !== null) await lookAtRun(world, repository, inquiry);
    return;
  }
  const promotion = await world.store.promotions.byId(owner.promotionId);
  if (promotion === null || !('deployment' in promotion.state)) return;
  const { deployment } = promotion.state;
  if (deployment?.deployer !== 'workflow' || deployment.id !== runId) return;
  await catchUp(world, repository, promotion, deployment, false);
};
