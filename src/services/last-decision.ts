/** The newest decision of a promotion, as it stands in the record: what people are shown. */
import type { ChainEntry, Tables } from '../ports/store.ts';
import { type DecisionBody, decodeDecision } from '../core/record.ts';

export interface RecordedDecision {
  readonly entry: ChainEntry;
  readonly body: DecisionBody;
}

export const lastDecision = async (tx: Tables, promotionId: string): Promise<RecordedDecision | null> => {
  const entries = await tx.record.ofPromotion(promotionId);
  const entry = entries.findLast((each) => each.kind === 'decision');
  return entry === undefined ? null : { entry, body: decodeDecision(entry.body) };
};
