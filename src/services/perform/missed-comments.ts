/** Takes in what people said in one repository during an outage that GitHub's webhooks do not reach back to. */
import { MINUTE } from '../../core/instant.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import type { World } from '../world.ts';

/** What is younger comes as a webhook, and may still be run. */
export const OLD_MS = 15 * MINUTE;

export const performMissedComments = async (
  world: World,
  _effect: LeasedEffect,
  { repositoryId, since }: EffectPayloads['missed-comments'],
): Promise<void> => {
  const repository = await activeRepository(world, repositoryId);
  if (repository === null) return;
  const now = world.clock.now();
  const missed = await world.host.missedComments(repository, since, now - OLD_MS);
  for (const each of missed) await world.store.inbox.put({ ...each, receivedAt: now });
};
