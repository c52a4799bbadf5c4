/**
 * Votes by command, button or any channel other than a review. A vote is weighed by the same
 * decision it would go into before it is kept, so that a vote that cannot count is refused with the
 * reason instead of being stored and silently ignored.
 */
import type { IgnoredVote } from '../../core/approvals/approval.ts';
import type { AnyReason, Decision } from '../../core/decision.ts';
import type { StoredVote } from '../../core/facts.ts';
import { wholeSecond } from '../../core/instant.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Refusal } from '../../core/reasons.ts';
import { no, type Result } from '../../core/result.ts';
import { Conflict, type Tables } from '../../ports/store.ts';
import { authorize, mayVote } from '../authorize.ts';
import type { Caller } from '../caller.ts';
import { policyFor } from '../policy/policy-for.ts';
import { auditPromotion } from '../record.ts';
import type { World } from '../world.ts';
import { applyOrConflict } from './apply.ts';
import { evaluate } from './evaluate.ts';
import { type Plan, refuse } from './plan.ts';

export const castApproval = async (
  world: World,
  caller: Caller,
  promotion: Promotion,
): Promise<Plan> => {
  const votable = await openForVotes(world, caller, promotion);
  if (!votable.ok) return refuse(votable.problem);
  const policy = votable.value;
  const { environment } = promotion;
  const { rules } = policy.environment.approvals;
  if (rules.length === 0) return refuse({ code: 'not_eligible_to_vote', environment, rules });
  if (caller.through !== null) {
    return refuse({ code: 'vote_not_counted', environment, why: { code: 'machine' } });
  }
  const allowed = await authorize(world, caller, policy, 'approve');
  if (!allowed.ok) return refuse(allowed.problem);
  const noted = { answer: { kind: 'vote_noted', promotion } } as const;
  if (await hasVoted(world, caller, promotion, policy)) return noted;
  const vote = voteOf(world, caller, promotion, policy, { choice: 'approve', reason: null });
  const { decision } = await evaluate(world, {
    repository: caller.repository,
    policy,
    promotion,
    considered: { person: caller.person, role: caller.role, votes: [vote] },
  });
  const ignored = ignoredVote(decision, vote.id);
  if (ignored !== undefined) {
    return refuse({ code: 'vote_not_counted', environment, why: ignored.why });
  }
  return { ...noted, apply: (tx) => keepVote(world, tx, caller, promotion, vote) };
};

/** One eligible rejection ends the promotion; separation of duties does not limit it. */
export const castRejection = async (
  world: World,
  caller: Caller,
  promotion: Promotion,
  reason: string,
): Promise<Plan> => {
  const votable = await openForVotes(world, caller, promotion);
  if (!votable.ok) return refuse(votable.problem);
  const policy = votable.value;
  const isMachine = caller.person.machine || caller.through !== null;
  if (isMachine || !(await mayVote(world, caller, policy))) {
    const rules = policy.environment.approvals.rules;
    return refuse({ code: 'not_eligible_to_vote', environment: promotion.environment, rules });
  }
  const vote = voteOf(world, caller, promotion, policy, { choice: 'reject', reason });
  return {
    answer: { kind: 'ended', promotion },
    apply: async (tx) => {
      await keepVote(world, tx, caller, promotion, vote);
      const input = { kind: 'rejected', by: caller.person, reason } as const;
      await applyOrConflict(world, tx, promotion, input, caller.person);
    },
  };
};

/** Takes back one's own approval, while it can still make a difference. */
export const withdrawApproval = async (
  world: World,
  caller: Caller,
  promotion: Promotion,
): Promise<Plan> => {
  const { environment, state } = promotion;
  const standing = await standingVotes(world, promotion);
  const own = standing.findLast(
    (vote) => vote.choice === 'approve' && vote.person.id === caller.person.id,
  );
  if (own === undefined) return refuse({ code: 'no_vote', environment });
  if (!isWaiting(state)) return refuse({ code: 'no_longer_open', environment, state: state.kind });
  return {
    answer: { kind: 'vote_withdrawn', promotion },
    apply: async (tx) => {
      await assertOpen(tx, promotion);
      await takeBack(world, tx, caller, promotion, own, null);
    },
  };
};

const openForVotes = async (
  world: World,
  caller: Caller,
  promotion: Promotion,
): Promise<Result<EffectivePolicy, Refusal>> => {
  const policy = await policyFor(world, caller.repository, promotion);
  if (!policy.ok) return policy;
  const { environment, state } = promotion;
  if (!isWaiting(state)) return no({ code: 'no_longer_open', environment, state: state.kind });
  // The second of the request itself is not before it.
  if (caller.at < wholeSecond(promotion.requestedAt)) {
    return no({ code: 'vote_before_request', environment });
  }
  return policy;
};

/** The very same vote: pressing twice is saying it once. */
const hasVoted = async (
  world: World,
  { person, via }: Caller,
  promotion: Promotion,
  policy: EffectivePolicy,
): Promise<boolean> => {
  const own = (await standingVotes(world, promotion)).findLast(
    (vote) => vote.person.id === person.id,
  );
  return (
    own?.choice === 'approve' &&
    own.via === via &&
    own.promotionId === promotion.id &&
    own.policyDigest === policy.digest
  );
};

const voteOf = (
  world: World,
  caller: Caller,
  promotion: Promotion,
  policy: EffectivePolicy,
  vote: Pick<StoredVote, 'choice' | 'reason'>,
): StoredVote => ({
  id: world.clock.newId(),
  promotionId: promotion.id,
  person: caller.person,
  via: caller.via,
  at: caller.at,
  releaseId: promotion.release.id,
  environment: promotion.environment,
  policyDigest: policy.digest,
  ...vote,
});

const ignoredVote = ({ verdicts }: Decision, voteId: string): IgnoredVote | undefined =>
  verdicts
    .flatMap((verdict) => verdict.reasons)
    .flatMap((reason: AnyReason) => ('ignored' in reason ? reason.ignored : []))
    .find((each) => each.voteId === voteId);

/** Whatever its promotion came to. */
export const standingVotes = (world: World, promotion: Promotion): Promise<readonly StoredVote[]> =>
  world.store.votes.standing(promotion.repositoryId, promotion.release.id, promotion.environment);

const assertOpen = async (tx: Tables, { id }: Promotion): Promise<void> => {
  const current = await tx.promotions.byId(id);
  if (current === null || !isWaiting(current.state)) throw new Conflict('no longer open for votes');
};

const keepVote = async (
  world: World,
  tx: Tables,
  caller: Caller,
  promotion: Promotion,
  vote: StoredVote,
): Promise<void> => {
  await assertOpen(tx, promotion);
  await tx.votes.insert(vote);
  await auditPromotion(world, tx, promotion, {
    kind: 'vote.cast',
    person: caller.person,
    body: { vote },
  });
  await tx.wakes.at(promotion.id, world.clock.now());
};

/** Everything that waits for the release there looks again: a rejection outlives its promotion. */
export const takeBack = async (
  world: World,
  tx: Tables,
  caller: Caller,
  promotion: Promotion,
  vote: StoredVote,
  reason: string | null,
): Promise<void> => {
  await tx.votes.withdraw(vote.id, world.clock.now(), caller.person);
  await auditPromotion(world, tx, promotion, {
    kind: 'vote.withdrawn',
    person: caller.person,
    body: { vote, reason },
  });
  const { repositoryId, environment, release } = promotion;
  const open = await tx.promotions.open(repositoryId, { environment, sha: release.sha });
  for (const { id } of open) await tx.wakes.at(id, world.clock.now());
};
