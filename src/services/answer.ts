/**
 * What a use case says back, before it is put into words, and what it would change. A use case plans
 * both; the caller writes them in one transaction, so that an answer is never about something that
 * was not kept.
 */
import type { Decision } from '../core/decision.ts';
import type { Person } from '../core/person.ts';
import type { PromotionRequest } from '../core/promotion/request.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Refusal } from '../core/reasons.ts';
import type { Tables } from '../ports/store.ts';

export type Answer =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'requested'; readonly promotion: Promotion; readonly known: boolean }
  | {
      readonly kind: 'dry_run';
      readonly request: PromotionRequest;
      readonly decision: Decision;
      readonly forkOf: string | null;
    }
  | { readonly kind: 'vote_noted'; readonly promotion: Promotion }
  | { readonly kind: 'vote_withdrawn'; readonly promotion: Promotion }
  | { readonly kind: 'rejection_lifted'; readonly environment: string; readonly of: Person }
  | { readonly kind: 'ended'; readonly promotion: Promotion }
  | { readonly kind: 'text'; readonly markdown: string };

export interface Plan {
  readonly answer: Answer;
  /** Writes what the answer tells of; absent where nothing changes. */
  readonly apply?: (tx: Tables) => Promise<void>;
}

export const refuse = (refusal: Refusal): Plan => ({ answer: { kind: 'refused', refusal } });
