/** The newest decision of a promotion, as it stands in the record: what people are shown. */
import type { EffectivePolicy } from '../../core/policy.ts';
import { type ChainEntry, type DecisionBody, decodeDecision } from '../../core/record.ts';
import type { Tables } from '../../ports/store.ts';

export interface RecordedDecision {
  readonly entry: ChainEntry;
  readonly body: DecisionBody;
}

export const lastDecision = async (
  tx: Tables,
  promotionId: string,
): Promise<RecordedDecision | null> => {
  const entry = await tx.record.lastOf(promotionId, 'decision');
  return entry === null ? null : { entry, body: decodeDecision(entry.body) };
};

/** The policy that a decision was made under. */
export const policyUnder = async (
  tx: Tables,
  { body }: RecordedDecision,
): Promise<EffectivePolicy | null> => {
  const text = await tx.record.evidence(body.policy.evidence);
  return text === null ? null : (JSON.parse(text) as EffectivePolicy);
};

/** The policy that the newest decision was made under. */
export const decidedPolicy = async (
  tx: Tables,
  promotionId: string,
): Promise<EffectivePolicy | null> => {
  const decision = await lastDecision(tx, promotionId);
  return decision === null ? null : policyUnder(tx, decision);
};
