/**
 * Gathers the votes of a promotion from everywhere and says of each whether it counts, and if not,
 * why not. Reviews belong to a commit; all other votes belong to one promotion and its retries.
 */
import type { PullRequestFacts, Review, Roster, StoredVote } from '../facts.ts';
import { type Instant, isFuture, wholeSecond } from '../instant.ts';
import type { Channel, Person } from '../person.ts';
import type { ApprovalRule, EffectivePolicy, Grant } from '../policy.ts';
import type { PromotionRequest } from '../promotion/request.ts';
import type { Sha } from '../release.ts';
import { type Ballot, ballotsOf, byAge, type Cast, oneOf } from './ballots.ts';
import { latestReviews } from './reviews.ts';
import { isEligible, mayDo, standingOf } from './roster.ts';
import { type OwnWork, ownWorkOf, type Separation } from './separation-of-duties.ts';

export interface Approval extends Cast {
  /** Names of the rules it counts for. */
  readonly rules: readonly string[];
}

export type IgnoredWhy =
  | { readonly code: 'machine' }
  | ({ readonly code: 'own_work' } & OwnWork)
  | { readonly code: 'other_commit'; readonly sha: Sha }
  | { readonly code: 'dismissed' }
  /** Dated later than now: it cannot be told what it was cast on. */
  | { readonly code: 'in_future' }
  | { readonly code: 'not_eligible'; readonly rules: readonly string[] }
  /** Asked by a rule, and without the permission that approving needs here. */
  | { readonly code: 'may_not_approve'; readonly need: Grant }
  | { readonly code: 'way_not_counted'; readonly via: Channel; readonly ways: readonly Channel[] }
  | { readonly code: 'before_request' }
  | { readonly code: 'other_promotion' }
  | { readonly code: 'policy_changed' }
  /** The person asked for changes to another commit later: a review counts for one commit at a time. */
  | { readonly code: 'changes_requested_later'; readonly sha: Sha }
  /** The person said yes again later, maybe by another account of theirs: that one counts. */
  | {
      readonly code: 'superseded_by_later_vote';
      readonly via: Channel;
      readonly at: Instant;
      readonly as?: Person;
    };

export interface IgnoredVote extends Cast {
  readonly why: IgnoredWhy;
}

export interface VotesInput {
  readonly policy: EffectivePolicy;
  readonly promotion: PromotionRequest;
  readonly pullRequest: PullRequestFacts | null;
  readonly votes: readonly StoredVote[];
  readonly roster: Roster;
  readonly separation: Separation;
  readonly at: Instant;
}

export interface Tally {
  readonly approvals: readonly Approval[];
  readonly ignored: readonly IgnoredVote[];
  /** Eligible people whose review of this commit asks for changes. */
  readonly objections: readonly Person[];
  /** The newest standing rejection of this release in this environment. */
  readonly rejection: StoredVote | null;
}

/** Every vote, counted or with the reason why not, in the order they were cast. */
export const tally = (input: VotesInput): Tally => {
  const latest = latestReviews(input.pullRequest?.reviews ?? []);
  const approvals = new Map<number, Approval>();
  const ignored: IgnoredVote[] = [];
  for (const ballot of ballotsOf(latest, input.votes)) {
    const { voteId, person, via, at } = ballot;
    const one = oneOf(ballot);
    const rules = rulesFor(person, input).map((rule) => rule.name);
    const why = whyIgnored(ballot, rules, input);
    if (why !== null) {
      ignored.push({ voteId, person, via, at, why });
      continue;
    }
    const before = approvals.get(one);
    if (before !== undefined) ignored.push(supersededBy(before, ballot));
    approvals.set(one, { voteId, person, via, at, rules });
  }
  return {
    approvals: [...approvals.values()].sort(byAge),
    ignored: [...ignored, ...takenBack(latest, input)].sort(byAge),
    objections: objectionsOf(input),
    rejection: rejectionOf(input),
  };
};

/** Yes to this release by people whose latest review asks for changes to another commit. */
const takenBack = (latest: readonly Review[], input: VotesInput): readonly IgnoredVote[] =>
  latest
    .filter((review) => review.state === 'changes_requested' && !isForRelease(review, input))
    .flatMap(({ person, sha }): readonly IgnoredVote[] => {
      const [yes] = latestReviews(
        (input.pullRequest?.reviews ?? []).filter(
          (each) => each.person.id === person.id && isForRelease(each, input),
        ),
      );
      if (yes?.state !== 'approved') return [];
      const why = { code: 'changes_requested_later', sha } as const;
      return [{ voteId: `review:${yes.id}`, person, via: 'review', at: yes.at, why }];
    });

const supersededBy = ({ rules: _rules, ...earlier }: Approval, later: Ballot): IgnoredVote => ({
  ...earlier,
  why: {
    code: 'superseded_by_later_vote',
    via: later.via,
    at: later.at,
    ...(later.person.id === earlier.person.id ? {} : { as: later.person }),
  },
});

/** The first reason that applies, the most telling first. */
const whyIgnored = (
  ballot: Ballot,
  rules: Approval['rules'],
  input: VotesInput,
): IgnoredWhy | null => {
  const { approvals } = input.policy.environment;
  if (ballot.person.machine) return { code: 'machine' };
  const own = ownWorkOf(input.separation, ballot);
  if (own !== null) return { code: 'own_work', ...own };
  if (isFuture(ballot.at, input.at)) return { code: 'in_future' };
  const unbound =
    'review' in ballot ? whyUnboundReview(ballot.review, input) : whyUnbound(ballot.vote, input);
  if (unbound !== null) return unbound;
  if (approvals.via !== null && !approvals.via.includes(ballot.via)) {
    return { code: 'way_not_counted', via: ballot.via, ways: approvals.via };
  }
  if (approvals.afterRequest && isBeforeRequest(ballot, input)) return { code: 'before_request' };
  if (rules.length === 0) {
    return { code: 'not_eligible', rules: approvals.rules.map((rule) => rule.name) };
  }
  const { approve } = input.policy.environment.allow;
  return isEligible(approve, ballot.person, input.roster)
    ? null
    : { code: 'may_not_approve', need: approve };
};

/** A review names no policy: it is bound to the one that held when it was given. */
const whyUnboundReview = (review: Review, input: VotesInput): IgnoredWhy | null => {
  if (review.state === 'dismissed') return { code: 'dismissed' };
  if (!isForRelease(review, input)) return { code: 'other_commit', sha: review.sha };
  const { since = 0 } = input.policy;
  return isBefore(review.at, since) ? { code: 'policy_changed' } : null;
};

/**
 * On exactly the release's commit; or, where the release is the pull request's merge commit, on its
 * last head before merging, when the content is the same or GitHub itself made the merge.
 */
const isForRelease = (review: Review, { promotion, pullRequest }: VotesInput): boolean => {
  const { sha, tree } = promotion.release;
  if (review.sha === sha) return true;
  if (pullRequest === null || pullRequest.mergeSha !== sha) return false;
  if (review.sha !== pullRequest.headSha) return false;
  return pullRequest.headTree === tree || pullRequest.mergedByGitHub;
};

const whyUnbound = (vote: StoredVote, { policy, promotion }: VotesInput): IgnoredWhy | null => {
  const mine = vote.promotionId === promotion.id || promotion.retryOf.includes(vote.promotionId);
  const bound =
    vote.releaseId === promotion.release.id && vote.environment === promotion.environment;
  if (!mine || !bound) return { code: 'other_promotion' };
  if (vote.policyDigest !== policy.digest) return { code: 'policy_changed' };
  return isBefore(vote.at, promotion.requestedAt) && vote.promotionId === promotion.id
    ? { code: 'before_request' }
    : null;
};

/** A vote for the promotion that this one tries again came after the first request. */
const isBeforeRequest = (ballot: Ballot, { promotion }: VotesInput): boolean =>
  isBefore(ballot.at, promotion.requestedAt) &&
  ('review' in ballot || ballot.vote.promotionId === promotion.id);

/** GitHub's times are whole seconds: one in the second of the other is not before it. */
const isBefore = (a: Instant, b: Instant): boolean => a < wholeSecond(b);

const rulesFor = (person: Person, { policy, roster }: VotesInput): readonly ApprovalRule[] => {
  const standing = standingOf(person, roster);
  return policy.environment.approvals.rules.filter((rule) => mayDo(rule, person, standing));
};

const objectionsOf = (input: VotesInput): readonly Person[] =>
  latestReviews((input.pullRequest?.reviews ?? []).filter((review) => canEnd(review, input.at)))
    .filter(
      (review) =>
        review.state === 'changes_requested' &&
        !review.person.machine &&
        isForRelease(review, input) &&
        rulesFor(review.person, input).length > 0,
    )
    .map((review) => review.person);

/** Only what was said by now takes back what was said before. */
const canEnd = (review: Review, now: Instant): boolean =>
  review.state === 'changes_requested' || !isFuture(review.at, now);

/**
 * Rejections stand until lifted, or until their author says yes to the same release after all. Of
 * votes on one release in one environment; oldest first.
 */
export const standingRejections = (
  votes: readonly StoredVote[],
  now: Instant,
): readonly StoredVote[] => {
  const inOrder = votes
    .filter(({ choice, at }) => choice === 'reject' || !isFuture(at, now))
    .toSorted((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
  const latest = new Map(inOrder.map((vote) => [vote.person.id, vote]));
  return inOrder.filter(
    ({ choice, person }) => choice === 'reject' && latest.get(person.id)?.choice === 'reject',
  );
};

const rejectionOf = ({ promotion, votes, at }: VotesInput): StoredVote | null => {
  const here = votes.filter(
    ({ releaseId, environment }) =>
      releaseId === promotion.release.id && environment === promotion.environment,
  );
  return standingRejections(here, at).at(-1) ?? null;
};
