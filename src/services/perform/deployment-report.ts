/** Tells GitHub what became of deployments: earlier ones retired, an abandoned one ended. */
import type { LeasedEffect } from '../../ports/store.ts';
import type { EffectPayloads } from '../effects.ts';
import { decidedPolicy } from '../last-decision.ts';
import type { World } from '../world.ts';

export const performDeploymentReport = async (
  world: World,
  _effect: LeasedEffect,
  payload: EffectPayloads['deployment-report'],
): Promise<void> => {
  const promotion = await world.store.promotions.byId(payload.promotionId);
  if (promotion === null || !('deployment' in promotion.state)) return;
  const { deployment } = promotion.state;
  if (deployment === null) return;
  const repository = await world.store.repositories.byId(promotion.repositoryId);
  if (repository === null || !repository.active) return;
  const environmentUrl = null;
  if (payload.report === 'give-up') {
    const description = 'Ended by Lockkeeper: its time limit passed';
    await world.host.reportDeployment(repository, deployment.id, { state: 'error', description, environmentUrl });
    return;
  }
  // GitHub itself retires earlier deployments everywhere but in production environments.
  const policy = await decidedPolicy(world.store, promotion.id);
  if (policy?.environment.production !== true) return;
  const earlier = await world.host.activeDeployments(repository, promotion.environment, deployment.id);
  for (const id of earlier) {
    const description = `Replaced by ${promotion.release.sha.slice(0, 7)}`;
    await world.host.reportDeployment(repository, id, { state: 'inactive', description, environmentUrl });
  }
};
