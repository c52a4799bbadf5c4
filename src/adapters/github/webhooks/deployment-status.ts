/**
 * What is said of a deployment. Of our own it counts where it comes from those whose word counts; of
 * what a run of ours deployed it counts the same; all others were made past us.
 */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { SECOND } from '../../../core/instant.ts';
import type { Promotion } from '../../../core/promotion/state.ts';
import type { DeploymentReport } from '../../../ports/code-host.ts';
import type { Repository } from '../../../ports/store.ts';
import { takeReport } from '../../../services/deployment/follow-deployment.ts';
import { takeDeploymentReport } from '../../../services/deployment/take-deployment-report.ts';
import { RetryLater } from '../../../services/perform/retry-later.ts';
import type { World } from '../../../services/world.ts';
import { lockkeeperIn, otherDeployment, reportOf } from '../deployment-decode.ts';
import { repositoryOf } from './context.ts';

type Event = EmitterWebhookEvent<'deployment_status'>;

export const onDeploymentStatus = async (world: World, { payload }: Event): Promise<void> => {
  const repository = await repositoryOf(world, payload);
  const { deployment } = payload;
  const report = reportIn(payload);
  if (repository === null || report === null) return;
  const own = await ownPromotion(world, repository, deployment);
  if (own !== null) return takeReport(world, own, report);
  const [seen] = otherDeployment(deployment);
  if (seen !== undefined) await takeDeploymentReport(world, repository, seen, report);
};

/** Nothing for a status of nobody (a deleted account) or of a state that is not known. */
const reportIn = ({ deployment_status: status }: Event['payload']): DeploymentReport | null => {
  const { id, login, type = 'User' } = status.creator ?? { id: 0, login: '' };
  const creator = status.creator == null ? null : { id, login, type };
  const [report = null] = reportOf({ ...status, creator });
  return report;
};

/** The promotion whose deployment it is; anyone who can deploy can copy our payload, not the number. */
const ownPromotion = async (
  world: World,
  repository: Repository,
  deployment: Event['payload']['deployment'],
): Promise<Promotion | null> => {
  const promotionId = lockkeeperIn(deployment.payload)?.promotion;
  if (typeof promotionId !== 'string') return null;
  const promotion = await world.store.promotions.byId(promotionId);
  if (promotion === null || promotion.repositoryId !== repository.id) return null;
  if (promotion.state.kind === 'deploying' && promotion.state.deployment === null) {
    throw new RetryLater(SECOND, new Error('the deployment is being made and has no id here yet'));
  }
  const known = 'deployment' in promotion.state ? promotion.state.deployment : null;
  return known?.id === String(deployment.id) ? promotion : null;
};
