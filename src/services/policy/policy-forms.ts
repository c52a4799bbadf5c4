/** Keeps what holds in each environment, and since when: reviews from before are void there. */
import { type Digest, digestOf } from '../../core/digest.ts';
import type { Instant } from '../../core/instant.ts';
import { effectivePolicy } from '../../core/policy.ts';
import type { LooseningApproval } from '../../core/policy-diff/approved.ts';
import type { Holding } from '../../core/policy-diff/hold.ts';
import type { Terms } from '../../core/policy-diff/terms.ts';
import type { PolicyForm, Waiting } from '../../ports/policies.ts';
import { Conflict, type Tables } from '../../ports/store.ts';

export interface Settled extends Holding {
  readonly approvals: readonly LooseningApproval[];
  readonly waiting: Waiting | null;
}

export interface PolicyMove {
  readonly settled: readonly Settled[];
  /** As they were when this was found out. */
  readonly forms: readonly PolicyForm[];
}

/** Throws `Conflict` where something else was settled meanwhile. True where in some environment something else holds, or waits, than before. */
export const keepForms = async (
  tx: Tables,
  repositoryId: number,
  { forms, settled }: PolicyMove,
  now: Instant,
): Promise<boolean> => {
  const current = await tx.policies.forms(repositoryId);
  if (digestOf(current) !== digestOf(forms)) throw new Conflict('the policy was settled meanwhile');
  let changed = false;
  for (const { former, took, waits, approvals: _approvals, ...held } of settled) {
    const { environment, terms } = held;
    const digest = digestOfTerms(terms);
    const row = forms.find((each) => each.environment === environment);
    const stays = former !== null && digestOfTerms(former.terms) === digest;
    // Nobody saw another one: what was reviewed before the app came counts.
    const since = former === null ? 0 : stays ? (row?.since ?? now) : now;
    const form = { repositoryId, environment, digest, since, held };
    if (row !== undefined && digestOf(form) === digestOf(row)) continue;
    await tx.policies.putForm(form);
    changed ||= took.length > 0 || waits.length > 0 || former === null;
  }
  return changed;
};

const digestOfTerms = ({ environment, people, programs }: Terms): Digest =>
  effectivePolicy({ version: 1, people, programs, environments: [] }, environment, [], 0).digest;
