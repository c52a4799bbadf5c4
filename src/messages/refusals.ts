/** What is said for every refusal, the same on every surface, and the exit code it gives a script. */
import type { Refusal, RefusalCode } from '../core/reasons.ts';
import { askingRefusals } from './refusals/asking.ts';
import { chattingRefusals } from './refusals/chatting.ts';
import { exceptingRefusals } from './refusals/excepting.ts';
import { rollbackRefusals } from './refusals/rolling-back.ts';
import { stoppingRefusals } from './refusals/stopping.ts';
import type { RefusalContext, RefusalWords } from './refusals/table.ts';
import { votingRefusals } from './refusals/voting.ts';
import type { Said } from './words.ts';

/** A code without words does not compile. */
const words: RefusalWords<RefusalCode> = {
  ...askingRefusals,
  ...votingRefusals,
  ...rollbackRefusals,
  ...exceptingRefusals,
  ...stoppingRefusals,
  ...chattingRefusals,
};

/**
 * Our own fault 1, usage 2, not found 3, conflict 4, path 9, known already 10, never there 11, permission 12, locked or
 * halted 13, separation of duties 14.
 */
export const refusalExitCodes: { readonly [C in RefusalCode]: number } = {
  unknown_command: 2,
  usage: 2,
  unknown_environment: 3,
  policy_invalid: 8,
  not_authorized: 12,
  no_write_access: 12,
  not_a_pull_request: 2,
  pull_request_closed: 9,
  sha_not_reachable: 3,
  sha_ambiguous: 2,
  moved_head: 4,
  head_unsure: 4,
  too_old: 4,
  broken: 1,
  fork_refused: 12,
  already_promoted: 10,
  not_approved: 9,
  nothing_open: 3,
  several_open: 2,
  rollback_open_too: 2,
  no_longer_open: 9,
  vote_not_counted: 14,
  vote_before_request: 4,
  not_eligible_to_vote: 12,
  not_frozen: 9,
  exception_not_confirmed: 14,
  no_vote: 3,
  several_rejected: 2,
  not_rejecter: 12,
  not_requester: 12,
  nothing_to_retry: 3,
  never_promoted: 11,
  nothing_to_go_back_to: 11,
  rollback_of_rollback: 2,
  rollback_open: 4,
  rollback_unconfirmed: 4,
  rollback_blocked: 8,
  reason_missing: 2,
  environment_locked: 13,
  not_locked: 3,
  not_lock_owner: 12,
  not_halted: 3,
  not_halter: 12,
  not_organization_owner: 12,
  commit_unknown: 3,
  quarantined_already: 4,
  not_quarantined: 3,
  own_quarantine: 14,
  stale_button: 4,
  changed_since: 4,
  not_linked: 12,
  unknown_repository: 3,
  several_pulls: 2,
  invalid_transition: 9,
};

export const refusalSaid = (refusal: Refusal, context: RefusalContext): Said =>
  // The table pairs each code with words that take that code's data.
  (words[refusal.code] as (refusal: Refusal, context: RefusalContext) => Said)(refusal, context);

/** Sentence and remedy together. */
export const refusalText = (refusal: Refusal, context: RefusalContext): string => {
  const { sentence, remedy } = refusalSaid(refusal, context);
  return remedy === undefined ? sentence : `${sentence} ${remedy}`;
};
