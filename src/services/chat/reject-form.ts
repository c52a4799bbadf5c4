/**
 * The form that asks for the reason of a rejection. It has three seconds to open, so it is made of what is
 * stored alone; everything is asked anew when it is sent.
 */
import type { ChatForm } from '../../core/chat-content.ts';
import { isProved } from '../../core/identity-link.ts';
import { readButtonValue } from '../../core/promotion/generation.ts';
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import { rejectForm } from '../../messages/reject-form.ts';
import type { ChatPress } from '../../ports/chat-request.ts';
import { linksOf } from '../links.ts';
import type { World } from '../world.ts';

/** Null where there is nothing to fill in: the press is answered like any other then. */
export const rejectFormFor = async (world: World, press: ChatPress): Promise<ChatForm | null> => {
  if (press.button !== 'reject') return null;
  const value = readButtonValue(press.value);
  const promotion = value === null ? null : await world.store.promotions.byId(value.promotionId);
  if (promotion === null || !isWaiting(promotion.state)) return null;
  const repository = await world.store.repositories.byId(promotion.repositoryId);
  const link = await world.store.identities.of(press.who);
  if (repository === null || link === null) return null;
  // Whoever has to prove it again first would write a reason for nothing.
  if (!isProved(link.provedAt, world.clock.now())) return null;
  return rejectForm(promotion, press.value, linksOf(world, repository));
};
