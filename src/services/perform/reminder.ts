/** Reminds the people who are waited for: one comment for each promotion, if it still waits. */
import { reminderText } from '../../messages/reminder.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { linksOf } from '../links.ts';
import { lastDecision } from '../promotion/last-decision.ts';
import type { World } from '../world.ts';
import { commentOnce } from './comments.ts';
import { noteAnswer } from './fold.ts';

export const performReminder = async (
  world: World,
  effect: LeasedEffect,
  payload: EffectPayloads['reminder'],
): Promise<void> => {
  const promotion = await world.store.promotions.byId(payload.promotionId);
  if (promotion?.state.kind !== 'pending' || promotion.pullNumber === null) return;
  const repository = await activeRepository(world, promotion.repositoryId);
  const decision = await lastDecision(world.store, promotion.id);
  if (repository === null || decision === null) return;
  const body = reminderText({
    promotion,
    verdicts: decision.body.verdicts,
    owner: repository.owner,
    links: linksOf(world, repository),
    now: world.clock.now(),
  });
  if (body === null) return;
  const marker = `<!-- lockkeeper:reminder:${promotion.id} -->`;
  const number = promotion.pullNumber;
  const { nodeId } = await commentOnce(world, repository, effect, { number, body, marker });
  await world.store.transaction((tx) =>
    noteAnswer(tx, { repositoryId: repository.id, number }, nodeId, world.clock.now()),
  );
};
