/** Looks again at what of a policy waits for an approval: a review may have come without its event. */
import type { LeasedEffect } from '../../ports/queue.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { reconsiderPolicy } from '../policy/adopt-policy.ts';
import type { World } from '../world.ts';

export const performPolicyWatch = async (
  world: World,
  _effect: LeasedEffect,
  { repositoryId }: EffectPayloads['policy-watch'],
): Promise<void> => {
  const repository = await activeRepository(world, repositoryId);
  if (repository !== null) await reconsiderPolicy(world, repository);
};
