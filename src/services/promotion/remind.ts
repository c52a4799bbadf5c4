/** Reminds people of a promotion that has waited for them too long: once, where they alone can help. */
import type { GateVerdict } from '../../core/decision.ts';
import type { Instant } from '../../core/instant.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { waitsForPeople } from '../../messages/gate-table.ts';
import type { Tables } from '../../ports/store.ts';
import { reminderEffect } from '../effects.ts';

/** Sends what is due; the instant at which to look again, or null for none. */
export const remind = async (
  tx: Tables,
  promotion: Promotion,
  waiting: { readonly policy: EffectivePolicy; readonly verdicts: readonly GateVerdict[] },
  now: Instant,
): Promise<Instant | null> => {
  const { remindAfterMs } = waiting.policy.environment;
  const { pullNumber } = promotion;
  if (remindAfterMs === null || pullNumber === null) return null;
  const due = promotion.requestedAt + remindAfterMs;
  if (due > now) return due;
  if (promotion.state.kind !== 'pending' || !waitsForPeople(waiting.verdicts)) return null;
  const key = `reminded:${promotion.id}`;
  if ((await tx.surfaces.get(key)) !== null) return null;
  await tx.surfaces.put({ key, externalId: null, digest: null, state: null });
  await tx.outbox.add(reminderEffect({ ...promotion, pullNumber }, now));
  return null;
};
