/** Writes a comment that answers nobody's: somebody is told what changed for them, once. */
import type { LeasedEffect } from '../../ports/queue.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import type { World } from '../world.ts';
import { commentOnce } from './comments.ts';

export const performNotice = async (
  world: World,
  effect: LeasedEffect,
  { repositoryId, number, about, body }: EffectPayloads['notice'],
): Promise<void> => {
  const repository = await activeRepository(world, repositoryId);
  if (repository === null || (await world.store.surfaces.get(effect.key)) !== null) return;
  const marker = `<!-- lockkeeper:notice:${about} -->`;
  const { id } = await commentOnce(world, repository, effect, { number, body, marker });
  await world.store.surfaces.put({ key: effect.key, externalId: id, digest: null, state: null });
};
