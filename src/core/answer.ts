/** What a use case says back, before it is put into words. */
import type { Decision } from './decision.ts';
import type { Person } from './person.ts';
import type { Grant } from './policy.ts';
import type { PromotionRequest } from './promotion/request.ts';
import type { RollbackImpact } from './promotion/rollback-impact.ts';
import type { Promotion } from './promotion/state.ts';
import type { Refusal } from './reasons.ts';
import type { StopAnswer } from './stop-answer.ts';

export type Answer =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'requested';
      readonly promotion: Promotion;
      /** `joined`: somebody else had asked for it; `again`: the same person had. */
      readonly asked: 'first' | 'joined' | 'again';
      /** It is not the release of the page it was asked on, where its state would show. */
      readonly elsewhere: boolean;
      /** Whoever asks may not approve here. */
      readonly excludesAskers: boolean;
      readonly forkOf: string | null;
    }
  | {
      readonly kind: 'dry_run';
      readonly request: PromotionRequest;
      readonly decision: Decision;
      readonly forkOf: string | null;
    }
  | {
      readonly kind: 'rollback_requested';
      readonly promotion: Promotion;
      readonly impact: RollbackImpact;
      /** As far as it can be told before it is looked at in earnest. */
      readonly decision: Decision;
    }
  | {
      readonly kind: 'rollback_dry_run';
      readonly request: PromotionRequest;
      readonly decision: Decision;
      readonly impact: RollbackImpact;
    }
  | { readonly kind: 'vote_noted'; readonly promotion: Promotion }
  | { readonly kind: 'vote_withdrawn'; readonly promotion: Promotion }
  | { readonly kind: 'rejection_lifted'; readonly environment: string; readonly of: Person }
  | { readonly kind: 'executed'; readonly promotion: Promotion; readonly known: boolean }
  | {
      readonly kind: 'exception_asked';
      readonly environment: string;
      /** Names of the freezes it is to be let through. */
      readonly freezes: readonly string[];
      /** Who may confirm it, but for the others. */
      readonly except: Grant;
      readonly excluded: readonly Person[];
      readonly asked: readonly Person[];
    }
  | { readonly kind: 'exception_confirmed'; readonly promotion: Promotion }
  | { readonly kind: 'ended'; readonly promotion: Promotion }
  | StopAnswer
  | { readonly kind: 'text'; readonly markdown: string };
