/** What a check run is made from, and what it comes to. */
import type { GateVerdict } from '../core/decision.ts';
import type { Instant } from '../core/instant.ts';
import type { Person } from '../core/person.ts';
import type { PolicySource } from '../core/policy.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Refusal } from '../core/reasons.ts';
import type { Links } from './links.ts';
import type { VerificationStep } from './verification.ts';

export interface CheckRunInput {
  readonly promotion: Promotion;
  /** The last decision; null before the first. */
  readonly decision: {
    readonly verdicts: readonly GateVerdict[];
    readonly at: Instant;
    readonly source: PolicySource | undefined;
    /** Where it stands in the record. */
    readonly entry: { readonly chain: string; readonly seq: number; readonly hash: string };
  } | null;
  /** Why it could not even be decided. */
  readonly held: Refusal | null;
  /** The newest press of a button that was refused. */
  readonly refused: {
    readonly person: Person;
    readonly refusal: Refusal;
    readonly at: number;
  } | null;
  /** What took its place; null where nothing went back from it. */
  readonly rollback: Promotion | null;
  /** What is looked at after deploying; empty before. */
  readonly verification: readonly VerificationStep[];
  readonly links: Links;
  readonly now: Instant;
}

export interface CheckRunText {
  readonly status: 'in_progress' | 'completed';
  readonly conclusion:
    | 'action_required'
    | 'cancelled'
    | 'failure'
    | 'neutral'
    | 'success'
    | 'timed_out'
    | null;
  readonly title: string;
  readonly summary: string;
  readonly actions: readonly {
    readonly label: string;
    readonly description: string;
    readonly identifier: string;
  }[];
}
