/**
 * Asks for a promotion. Whatever the channel, the commit, the environment and the asker's permission
 * are settled here; the decision itself is made by `advance`, never by the request.
 */
import type { EffectivePolicy } from '../core/policy.ts';
import type { PromotionRequest, Requester } from '../core/promotion/request.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Tables } from '../ports/store.ts';
import { show } from './apply.ts';
import { authorize } from './authorize.ts';
import type { Caller } from './caller.ts';
import { environmentOf } from './environment.ts';
import { evaluate } from './evaluate.ts';
import { type Plan, refuse } from './plan.ts';
import { auditPromotion } from './record.ts';
import { type Resolved, resolveRelease } from './resolve-release.ts';
import type { World } from './world.ts';

export interface PromotionAsk {
  readonly environment: string;
  /** A named commit, at least 7 digits; null means the pull request's own. */
  readonly sha: string | null;
  readonly dryRun: boolean;
  /** Deploys a release again that is live there already. */
  readonly again: boolean;
  readonly reason: string | null;
}

export const requestPromotion = async (
  world: World,
  caller: Caller,
  ask: PromotionAsk,
): Promise<Plan> => {
  const found = await environmentOf(world, caller.repository, ask.environment);
  if (!found.ok) return refuse(found.problem);
  const policy = found.value;
  const allowed = await authorize(world, caller, policy, 'promote');
  if (!allowed.ok) return refuse(allowed.problem);
  const resolved = await resolveRelease(world, caller, policy, ask.sha);
  if (!resolved.ok) return refuse(resolved.problem);
  const { fork } = resolved.value;
  if (fork !== null && !policy.environment.allowForks) {
    return refuse({ code: 'fork_refused', environment: policy.environment.name, fork });
  }
  const known = await knownAlready(world, caller, policy, resolved.value, ask);
  if (known !== null) return known;
  const promotion = newPromotion(world, caller, policy, resolved.value, ask);
  if (ask.dryRun) return dryRun(world, caller, policy, promotion, fork);
  return {
    answer: { kind: 'requested', promotion, known: false, forkOf: fork },
    apply: (tx) => openPromotion(world, tx, promotion, caller),
  };
};

/** Stores a new promotion with its audit event, and has it looked at. */
export const openPromotion = async (
  world: World,
  tx: Tables,
  promotion: Promotion,
  caller: Caller,
): Promise<void> => {
  const now = world.clock.now();
  await tx.promotions.insert(promotion);
  await auditPromotion(world, tx, promotion, {
    kind: 'promotion.requested',
    person: caller.person,
    body: {
      sha: promotion.release.sha,
      release: promotion.release.id,
      via: caller.via,
      askedAs: promotion.askedAs,
      pullNumber: promotion.pullNumber,
      reason: promotion.reason,
      retryOf: promotion.retryOf,
    },
  });
  await tx.wakes.at(promotion.id, now);
  await show(tx, promotion, now);
};

/** The asker as the promotion remembers them. */
export const requesterOf = (caller: Caller): Requester => ({
  person: caller.person,
  through: caller.through,
  via: caller.via,
  at: caller.at,
  ...(caller.comment === null ? {} : { comment: caller.comment }),
});

const newPromotion = (
  world: World,
  caller: Caller,
  policy: EffectivePolicy,
  resolved: Resolved,
  ask: PromotionAsk,
): Promotion => {
  const now = world.clock.now();
  const { release, pullNumber, askedAs } = resolved;
  return {
    id: world.clock.newId(),
    kind: 'promote',
    environment: policy.environment.name,
    release,
    pullNumber,
    askedAs,
    requesters: [requesterOf(caller)],
    requestedAt: caller.at,
    reason: ask.reason,
    retryOf: [],
    repositoryId: caller.repository.id,
    state: { kind: 'pending' },
    version: 1,
    expiresAt: now + policy.environment.expireAfterMs,
    updatedAt: now,
  };
};

/** Live there already, or asked for already: nothing new is made. */
const knownAlready = async (
  world: World,
  caller: Caller,
  policy: EffectivePolicy,
  resolved: Resolved,
  ask: PromotionAsk,
): Promise<Plan | null> => {
  const environment = policy.environment.name;
  const { release } = resolved;
  const open = await world.store.promotions.open(caller.repository.id, {
    environment,
    sha: release.sha,
  });
  const same = open.find((each) => each.release.id === release.id && each.kind === 'promote');
  if (same !== undefined && !ask.dryRun) return joinRequest(world, caller, same);
  const live = await world.store.ledger.live(caller.repository.id, environment);
  if (live?.releaseId !== release.id || ask.again) return null;
  return refuse({ code: 'already_promoted', environment, sha: release.sha, since: live.since });
};

const joinRequest = (world: World, caller: Caller, same: Promotion): Plan => {
  const joined: Promotion = {
    ...same,
    requesters: [...same.requesters, requesterOf(caller)],
    version: same.version + 1,
    updatedAt: world.clock.now(),
  };
  return {
    answer: { kind: 'requested', promotion: same, known: true, forkOf: null },
    apply: async (tx) => {
      await tx.promotions.update(joined);
      await auditPromotion(world, tx, same, {
        kind: 'promotion.requested_again',
        person: caller.person,
        body: { via: caller.via },
      });
      // Whoever joins may not approve either: people see that at once.
      await show(tx, joined, world.clock.now());
      await tx.wakes.at(same.id, world.clock.now());
    },
  };
};

const dryRun = async (
  world: World,
  caller: Caller,
  policy: EffectivePolicy,
  request: PromotionRequest,
  fork: string | null,
): Promise<Plan> => {
  const { decision } = await evaluate(world, {
    repository: caller.repository,
    policy,
    promotion: request,
  });
  return { answer: { kind: 'dry_run', request, decision, forkOf: fork } };
};
