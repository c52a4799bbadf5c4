/** A lock's time is over: it ends, unless it was changed meanwhile, and the next in the queue has it. */
import { hasExpired } from '../../core/lock.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effects.ts';
import { endLock } from '../locks.ts';
import type { World } from '../world.ts';

export const performLockExpiry = async (
  world: World,
  _effect: LeasedEffect,
  { repositoryId, environment }: EffectPayloads['lock-expiry'],
): Promise<void> => {
  const repository = await activeRepository(world, repositoryId);
  if (repository === null) return;
  await world.store.transaction(async (tx) => {
    const lock = await tx.locks.get(repositoryId, environment);
    if (lock === null || !hasExpired(lock, world.clock.now())) return;
    await endLock(world, tx, repository, lock, { why: 'expired', by: null });
  });
};
