/** Tells GitHub what became of a deployment: an earlier one retired, an abandoned one ended. */
import type { LeasedEffect } from '../../ports/queue.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import type { World } from '../world.ts';
import { deployerOf } from './deployers/registry.ts';

export const performDeploymentReport = async (
  world: World,
  _effect: LeasedEffect,
  payload: EffectPayloads['deployment-report'],
): Promise<void> => {
  const promotion = await world.store.promotions.byId(payload.promotionId);
  if (promotion === null) return;
  const repository = await activeRepository(world, promotion.repositoryId);
  if (repository === null) return;
  await deployerOf(payload).letGo(world, repository, payload);
};
