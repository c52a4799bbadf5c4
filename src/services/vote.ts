/**
 * Votes by command, button or any channel other than a review. A vote is weighed by the same
 * decision it would go into before it is kept, so that a vote that cannot count is refused with the
 * reason instead of being stored and silently ignored.
 */
import type { IgnoredVote } from '../core/approvals/approval.ts';
import type { StoredVote } from '../core/facts.ts';
import { wholeSecond } from '../core/instant.ts';
import type { EffectivePolicy } from '../core/policy.ts';
import { isWaiting } from '../core/promotion/lifecycle.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Refusal } from '../core/reasons.ts';
import { no, type Result } from '../core/result.ts';
import { Conflict, type Tables } from '../ports/store.ts';
import { applyOrConflict } from './apply.ts';
import { authorize, mayVote } from './authorize.ts';
import type { Caller } from './caller.ts';
import { environmentOf } from './environment.ts';
import { evaluate } from './evaluate.ts';
import { type Plan, refuse } from './plan.ts';
import { audit } from './record.ts';
import type { World } from './world.ts';

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
  const vote = voteOf(world, caller, promotion, policy, { choice: 'approve', reason: null });
  const { decision } = await evaluate(world, {
    repository: caller.repository,
    policy,
    promotion,
    considered: { vote, role: caller.role },
  });
  const ignored = ignoredVote(decision.verdicts, vote.id);
  if (ignored !== null) {
    return refuse({ code: 'vote_not_counted', environment, why: ignored.why });
  }
  return {
    answer: { kind: 'vote_noted', promotion },
    apply: (tx) => keep(world, tx, caller, promotion, vote),
  };
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
      await keep(world, tx, caller, promotion, vote);
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
  const standing = await standingVotes(world, promotion);
  const own = standing.findLast(
    (vote) => vote.choice === 'approve' && vote.person.id === caller.person.id,
  );
  if (own === undefined) return refuse({ code: 'no_vote', environment: promotion.environment });
  return {
    answer: { kind: 'vote_withdrawn', promotion },
    apply: (tx) => takeBack(world, tx, caller, promotion, own, null),
  };
};

/** Lifts a rejection: its author always, an admin with a reason. */
export const liftRejection = async (
  world: World,
  caller: Caller,
  promotion: Promotion,
  reason: string | null,
): Promise<Plan> => {
  const { environment } = promotion;
  const standing = await standingVotes(world, promotion);
  const rejection = standing.findLast((vote) => vote.choice === 'reject');
  if (rejection === undefined) return refuse({ code: 'no_vote', environment });
  const { person } = rejection;
  const own = person.id === caller.person.id;
  if (!own && caller.role !== 'admin') return refuse({ code: 'not_rejecter', environment, person });
  if (!own && reason === null) return refuse({ code: 'reason_missing', verb: 'reject --lift' });
  return {
    answer: { kind: 'rejection_lifted', environment, of: person },
    apply: (tx) => takeBack(world, tx, caller, promotion, rejection, reason),
  };
};

const openForVotes = async (
  world: World,
  caller: Caller,
  promotion: Promotion,
): Promise<Result<EffectivePolicy, Refusal>> => {
  const policy = await environmentOf(world, caller.repository, promotion.environment);
  if (!policy.ok) return policy;
  const { environment, state } = promotion;
  if (!isWaiting(state)) return no({ code: 'no_longer_open', environment, state: state.kind });
  // The second of the request itself is not before it.
  if (caller.at < wholeSecond(promotion.requestedAt)) {
    return no({ code: 'vote_before_request', environment });
  }
  return policy;
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
  at: Math.max(caller.at, promotion.requestedAt),
  releaseId: promotion.release.id,
  environment: promotion.environment,
  policyDigest: policy.digest,
  ...vote,
});

const ignoredVote = (
  verdicts: readonly { readonly reasons: readonly object[] }[],
  voteId: string,
): IgnoredVote | null => {
  for (const reason of verdicts.flatMap((verdict) => verdict.reasons)) {
    if (!('ignored' in reason)) continue;
    const found = (reason.ignored as readonly IgnoredVote[]).find((each) => each.voteId === voteId);
    if (found !== undefined) return found;
  }
  return null;
};

const standingVotes = (world: World, promotion: Promotion): Promise<readonly StoredVote[]> =>
  world.store.votes.standing(promotion.repositoryId, promotion.release.id, promotion.environment);

const keep = async (
  world: World,
  tx: Tables,
  caller: Caller,
  promotion: Promotion,
  vote: StoredVote,
): Promise<void> => {
  const current = await tx.promotions.byId(promotion.id);
  if (current === null || !isWaiting(current.state)) throw new Conflict('no longer open for votes');
  await tx.votes.insert(vote);
  await auditVote(world, tx, caller, promotion, 'vote.cast', { vote });
  await tx.wakes.at(promotion.id, world.clock.now());
};

const takeBack = async (
  world: World,
  tx: Tables,
  caller: Caller,
  promotion: Promotion,
  vote: StoredVote,
  reason: string | null,
): Promise<void> => {
  await tx.votes.withdraw(vote.id, world.clock.now(), caller.person);
  await auditVote(world, tx, caller, promotion, 'vote.withdrawn', { vote, reason });
  await tx.wakes.at(promotion.id, world.clock.now());
};

const auditVote = async (
  world: World,
  tx: Tables,
  caller: Caller,
  promotion: Promotion,
  kind: string,
  body: Readonly<Record<string, unknown>>,
): Promise<void> => {
  await audit(world, tx, {
    repositoryId: promotion.repositoryId,
    kind,
    at: world.clock.now(),
    promotionId: promotion.id,
    environment: promotion.environment,
    person: caller.person,
    body,
  });
};
