/** Reminds people of a promotion that has waited for them too long: once, where they alone can help. */
import type { GateVerdict } from '../../core/decision.ts';
import type { Instant } from '../../core/instant.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { waitsForPeople } from '../../messages/gate-table.ts';
import type { Tables } from '../../ports/store.ts';
import { chatRemindersEffect } from '../chat/chat-effects.ts';
import { reminderEffect } from '../effects.ts';
import type { World } from '../world.ts';

/** Sends what is due; the instant at which to look again, or null for none. */
export const remind = async (
  world: World,
  tx: Tables,
  promotion: Promotion,
  waiting: { readonly policy: EffectivePolicy; readonly verdicts: readonly GateVerdict[] },
  now: Instant,
): Promise<Instant | null> => {
  const { remindAfterMs } = waiting.policy.environment;
  const { pullNumber } = promotion;
  if (remindAfterMs === null || (pullNumber === null && world.chat === null)) return null;
  const due = promotion.requestedAt + remindAfterMs;
  if (due > now) return due;
  if (promotion.state.kind !== 'pending' || !waitsForPeople(waiting.verdicts)) return null;
  const key = `reminded:${promotion.id}`;
  if ((await tx.surfaces.get(key)) !== null) return null;
  await tx.surfaces.put({ key, externalId: null, digest: null, state: null });
  if (pullNumber !== null) await tx.outbox.add(reminderEffect({ ...promotion, pullNumber }, now));
  if (world.chat !== null) await tx.outbox.add(chatRemindersEffect(promotion, now));
  return null;
};
