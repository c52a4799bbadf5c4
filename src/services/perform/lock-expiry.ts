/** A lock's time is over: it ends, unless it was changed meanwhile, and the next in the queue has it. */
import type { LeasedEffect } from '../../ports/queue.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { standingLock } from '../stops/locks.ts';
import type { World } from '../world.ts';

export const performLockExpiry = async (
  world: World,
  _effect: LeasedEffect,
  { repositoryId, environment }: EffectPayloads['lock-expiry'],
): Promise<void> => {
  const repository = await activeRepository(world, repositoryId);
  if (repository !== null) await standingLock(world, repository, environment);
};
