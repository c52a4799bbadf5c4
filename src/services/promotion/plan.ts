/**
 * What a use case would change, with the answer that tells of it. A use case plans both; the caller
 * writes them in one transaction, so that an answer is never about something that was not kept.
 */
import type { Answer } from '../../core/answer.ts';
import type { Refusal } from '../../core/reasons.ts';
import type { Tables } from '../../ports/store.ts';

export interface Plan {
  readonly answer: Answer;
  /** Writes what the answer tells of; absent where nothing changes. */
  readonly apply?: (tx: Tables) => Promise<void>;
}

export const refuse = (refusal: Refusal): Plan => ({ answer: { kind: 'refused', refusal } });
