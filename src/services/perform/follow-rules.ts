/** Something completed: asks for what the policy promotes by itself after that. */
import type { LeasedEffect } from '../../ports/queue.ts';
import { activeRepository } from '../active-repository.ts';
import { promoteCompleted } from '../deployment/auto-promote.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import type { World } from '../world.ts';

export const performFollowRules = async (
  world: World,
  _effect: LeasedEffect,
  payload: EffectPayloads['follow-rules'],
): Promise<void> => {
  const repository = await activeRepository(world, payload.repositoryId);
  if (repository === null || payload.fork) return;
  await promoteCompleted(world, repository, payload);
};
