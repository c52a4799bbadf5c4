/** What is said of a deployment: only of our own, and only by those whose word counts. */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { fromIso, SECOND } from '../../../core/instant.ts';
import type { DeploymentReport } from '../../../ports/code-host.ts';
import { takeReport } from '../../../services/follow-deployment.ts';
import { RetryLater } from '../../../services/perform/retry-later.ts';
import type { World } from '../../../services/world.ts';
import { lockkeeperIn } from '../deployment-decode.ts';
import { personOf, repositoryOf } from './context.ts';

export const onDeploymentStatus = async (
  world: World,
  { payload }: EmitterWebhookEvent<'deployment_status'>,
): Promise<void> => {
  const repository = await repositoryOf(world, payload);
  const { deployment, deployment_status: status } = payload;
  const author = status.creator;
  if (repository === null || author === null || author === undefined) return;
  const promotionId = lockkeeperIn(deployment.payload)?.promotion;
  if (typeof promotionId !== 'string') return;
  const promotion = await world.store.promotions.byId(promotionId);
  if (promotion === null || promotion.repositoryId !== repository.id) return;
  if (promotion.state.kind === 'deploying' && promotion.state.deployment === null) {
    throw new RetryLater(SECOND, new Error('the deployment is being made and has no id here yet'));
  }
  // Anyone who can deploy can copy our payload: the deployment itself must be the one we made.
  if (
    !('deployment' in promotion.state) ||
    promotion.state.deployment?.id !== String(deployment.id)
  ) {
    return;
  }
  await takeReport(world, promotion, {
    state: status.state as DeploymentReport['state'],
    by: personOf(author),
    description: status.description,
    environmentUrl: status.environment_url || null,
    logUrl: status.log_url || null,
    at: fromIso(status.created_at) ?? world.clock.now(),
  });
};
