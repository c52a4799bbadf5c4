/** Shows on its check run that a promotion cannot be looked at, by our own fault, or that it can again. */
import { checkRunEffect } from '../effects.ts';
import type { World } from '../world.ts';

/** `reference` is null where it works again. */
export const showBroken = async (
  world: World,
  promotionId: string,
  reference: string | null,
): Promise<void> => {
  const promotion = await world.store.promotions.byId(promotionId);
  if (promotion === null) return;
  const held = reference === null ? null : ({ code: 'broken', reference } as const);
  await world.store.outbox.add(checkRunEffect(promotion, world.clock.now(), held));
};
