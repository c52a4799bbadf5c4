/**
 * Every way the product says no outside of a gate's verdict: a closed list of codes with their data.
 * Each is worded once, in `messages/refusals.ts`, and shown the same on every surface.
 */
import type { IgnoredWhy } from './approvals/approval.ts';
import type { UnheardWhy } from './freezes/exception.ts';
import type { Halt } from './halt.ts';
import type { Instant } from './instant.ts';
import type { Lock } from './lock.ts';
import type { Person } from './person.ts';
import type { ApprovalRule, Grant, Verb } from './policy.ts';
import type { Candidate, RollbackImpact } from './promotion/rollback-impact.ts';
import type { StateKind } from './promotion/state.ts';
import type { Quarantine } from './quarantine.ts';

export type Refusal =
  | {
      readonly code: 'unknown_command';
      readonly asked: string;
      /** Its usage. */
      readonly didYouMean: string | null;
      readonly known: readonly string[];
    }
  | {
      readonly code: 'usage';
      readonly command: string;
      readonly usage: string;
      readonly problem: string;
    }
  | {
      readonly code: 'unknown_environment';
      readonly asked: string;
      readonly didYouMean: string | null;
      readonly known: readonly string[];
    }
  | {
      readonly code: 'policy_invalid';
      readonly path: string;
      readonly sha: string;
      /** 0 where it cannot be read any more. */
      readonly problems: number;
      /** The organisation's repository, where it is its floors that cannot be relied on. */
      readonly floorsOf?: string;
    }
  | {
      readonly code: 'not_authorized';
      readonly verb: Verb;
      /** Null for the whole repository. */
      readonly environment: string | null;
      readonly need: Grant;
    }
  | { readonly code: 'no_write_access' }
  | { readonly code: 'not_a_pull_request' }
  | { readonly code: 'pull_request_closed'; readonly number: number }
  | {
      readonly code: 'sha_not_reachable';
      readonly sha: string;
      /** Asked on a pull request: then its own commits are taken as well. */
      readonly onPullRequest: boolean;
    }
  | { readonly code: 'sha_ambiguous'; readonly sha: string }
  | {
      readonly code: 'moved_head';
      readonly environment: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly code: 'head_unsure'; readonly environment: string; readonly head: string }
  | { readonly code: 'too_old'; readonly command: string }
  /** Our own fault, which trying again did not mend; the reference is found in the log. */
  | { readonly code: 'broken'; readonly reference: string }
  | { readonly code: 'fork_refused'; readonly environment: string; readonly fork: string }
  | {
      readonly code: 'already_promoted';
      readonly environment: string;
      readonly sha: string;
      readonly since: Instant;
    }
  | { readonly code: 'not_approved'; readonly environment: string; readonly state: StateKind }
  | {
      readonly code: 'nothing_open';
      readonly environment: string | null;
      /** Elsewhere nothing can be asked for without naming a commit. */
      readonly onPullRequest: boolean;
      /** How the newest one that was there ended, and when. */
      readonly last: { readonly state: StateKind; readonly at: Instant } | null;
    }
  | { readonly code: 'several_open'; readonly environments: readonly string[] }
  /** A rollback and what it would undo next: to mistake one for the other does the opposite. */
  | {
      readonly code: 'rollback_open_too';
      readonly environment: string;
      readonly rollbackTo: string;
      readonly promoted: string;
    }
  | { readonly code: 'no_longer_open'; readonly environment: string; readonly state: StateKind }
  | { readonly code: 'vote_not_counted'; readonly environment: string; readonly why: IgnoredWhy }
  | { readonly code: 'vote_before_request'; readonly environment: string }
  | {
      readonly code: 'not_eligible_to_vote';
      readonly environment: string;
      readonly rules: readonly ApprovalRule[];
    }
  /** No window holds the promotion now, or none that it was not let through. */
  | { readonly code: 'not_frozen'; readonly environment: string }
  | {
      readonly code: 'exception_not_confirmed';
      readonly environment: string;
      readonly why: UnheardWhy;
    }
  | { readonly code: 'no_vote'; readonly environment: string | null }
  | { readonly code: 'several_rejected'; readonly environments: readonly string[] }
  | { readonly code: 'not_rejecter'; readonly environment: string; readonly person: Person }
  | {
      readonly code: 'not_requester';
      readonly environment: string;
      readonly requesters: readonly Person[];
    }
  | { readonly code: 'nothing_to_retry'; readonly environment: string | null }
  | ({
      readonly code: 'never_promoted';
      readonly environment: string;
      /** The commit that was named; null where nothing at all completed there. */
      readonly asked: string | null;
    } & Candidates)
  | ({ readonly code: 'nothing_to_go_back_to'; readonly environment: string } & Candidates)
  | ({
      readonly code: 'rollback_of_rollback';
      readonly environment: string;
      readonly sha: string;
    } & Candidates)
  | {
      readonly code: 'rollback_open';
      readonly environment: string;
      readonly sha: string;
      readonly requesters: readonly Person[];
      readonly state: StateKind;
    }
  | {
      readonly code: 'rollback_unconfirmed';
      readonly environment: string;
      readonly impact: RollbackImpact;
      /** What to repeat. */
      readonly confirm: string;
      /** A code was given, and it was that of something else. */
      readonly stale: boolean;
      readonly reason: string | null;
    }
  | {
      readonly code: 'rollback_blocked';
      readonly environment: string;
      readonly impact: RollbackImpact;
    }
  | { readonly code: 'reason_missing'; readonly verb: string }
  | { readonly code: 'environment_locked'; readonly environment: string; readonly lock: Lock }
  | { readonly code: 'not_locked'; readonly environment: string }
  | { readonly code: 'not_lock_owner'; readonly environment: string; readonly owner: Person }
  | { readonly code: 'not_halted'; readonly scope: Halt['scope'] }
  | { readonly code: 'not_halter'; readonly halts: readonly Halt[] }
  | { readonly code: 'not_organization_owner' }
  | { readonly code: 'commit_unknown'; readonly sha: string }
  | { readonly code: 'quarantined_already'; readonly mark: Quarantine }
  | { readonly code: 'not_quarantined'; readonly sha: string }
  | { readonly code: 'own_quarantine'; readonly mark: Quarantine }
  | { readonly code: 'stale_button' }
  /** What a vote would be for is not what its button stood for: the release, the policy, what ships. */
  | { readonly code: 'changed_since'; readonly environment: string }
  /** Nobody is known by this name in the chat, or not well enough. */
  | { readonly code: 'not_linked'; readonly why: 'unlinked' | 'stale' | 'gone' }
  /** There is none, or whoever asks may not know of it. */
  | { readonly code: 'unknown_repository'; readonly asked: string }
  /** Where no page is named, a yes could be taken for another one's. */
  | {
      readonly code: 'several_pulls';
      readonly environment: string;
      readonly pulls: readonly number[];
    }
  | { readonly code: 'invalid_transition'; readonly from: StateKind; readonly to: string };

/** What can be gone back to, newest first, and how many more there are. */
interface Candidates {
  readonly candidates: readonly Candidate[];
  readonly more: number;
}

export type RefusalCode = Refusal['code'];
export type RefusalOf<C extends RefusalCode> = Extract<Refusal, { readonly code: C }>;
