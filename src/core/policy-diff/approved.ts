/**
 * Whether a change that loosens an environment was seen by other eyes: approved, on the last head of a
 * pull request that says the same, by somebody who may approve there as it held before, and who had a
 * part in none of the changes that the file went through since.
 */
import { addressBook } from '../approvals/identity.ts';
import { otherEyes } from '../approvals/other-eyes.ts';
import { isEligible } from '../approvals/roster.ts';
import type { Change, Review, Roster } from '../facts.ts';
import { namedIn } from '../floors/hold.ts';
import type { Instant } from '../instant.ts';
import type { Policy } from '../policy.ts';
import { approversOf, type UnderASay } from './approvers.ts';
import { type Difference, policyDifferences } from './policy-diff.ts';
import { type Terms, termsOf } from './terms.ts';

/** One change of the policy file on the default branch. */
export interface FileChange {
  /** All commits of no pull request together, for each of them. */
  readonly change: Change;
  /** The file as it was read at its last head, and as it came in, which is the last; null is broken. */
  readonly versions: readonly (Policy | null)[];
}

/** Everything that the file went through since what holds, newest first. */
export interface FileHistory {
  readonly changes: readonly FileChange[];
  readonly roster: Roster;
  readonly at: Instant;
}

export interface LooseningApproval {
  readonly review: Review;
  readonly pullNumber: number;
}

/** Null for one that nobody may be taken to have approved. */
export const approvalOf = (
  { changes, roster, at }: FileHistory,
  held: UnderASay,
  after: Terms,
  difference: Difference,
): LooseningApproval | null => {
  const { terms } = held;
  const ignoresUnknown = terms.environment.unknownAuthors === 'ignore';
  const book = addressBook(terms.people);
  const all = changes.map((each) => each.change);
  const seenBy = (change: Change): Review | undefined =>
    otherEyes(all, change, book, { ignoresUnknown, at }).find(
      ({ person }) =>
        approversOf(held).some((grant) => isEligible(grant, person, roster)) &&
        isEligible(terms.environment.allow.approve, person, roster),
    );
  for (const { change, versions } of changes) {
    const isSaid = versions.every((version) => says(version, after, difference));
    const review = isSaid ? seenBy(change) : undefined;
    if (review !== undefined && change.kind === 'pull-request') {
      return { review, pullNumber: change.pullRequest.number };
    }
    // Here it was taken back: what was approved before that is not what came again after it.
    const came = versions.at(-1) ?? null;
    if (came !== null && !says(came, after, difference)) return null;
  }
  return null;
};

/** Whoever read this version read that it lets at least so much through. */
const says = (version: Policy | null, after: Terms, { key, part }: Difference): boolean => {
  if (version === null) return false;
  const environment = namedIn(version, after.environment.name);
  if (environment === undefined) return false;
  return !policyDifferences(termsOf(version, environment), after).some(
    (each) => each.key === key && each.part === part && each.effect === 'loosens',
  );
};
