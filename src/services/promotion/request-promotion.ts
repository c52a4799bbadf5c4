/**
 * Asks for a promotion. Whatever the channel, the commit, the environment and the asker's permission
 * are settled here; the decision itself is made by `advance`, never by the request.
 */
import { excludesAskers } from '../../core/approvals/separation-of-duties.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import type { PromotionRequest } from '../../core/promotion/request.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { authorize } from '../authorize.ts';
import { type Caller, pullNumberOf } from '../caller.ts';
import { environmentOf } from '../policy/environment.ts';
import { standingLock } from '../stops/locks.ts';
import type { World } from '../world.ts';
import { evaluate } from './evaluate.ts';
import { joinPromotion, openPromotion, requestersOf } from './open-promotion.ts';
import { type Plan, refuse } from './plan.ts';
import { type Resolved, resolveRelease } from './resolve-release.ts';

export interface PromotionAsk {
  readonly environment: string;
  /** A named commit, at least 7 digits; null means the pull request's own. */
  readonly sha: string | null;
  readonly dryRun: boolean;
  /** Deploys a release again that is live there already. */
  readonly again: boolean;
  readonly reason: string | null;
}

export const requestPromotion = (world: World, caller: Caller, ask: PromotionAsk): Promise<Plan> =>
  request(world, caller, ask, null);

/** Asks for a promotion that failed once more: nothing that a request must pass is taken as passed. */
export const requestAgain = async (
  world: World,
  caller: Caller,
  failed: Promotion,
): Promise<Plan> => {
  const { environment, release, reason } = failed;
  const live = await world.store.ledger.live(caller.repository.id, environment);
  // What was live before it was asked for was to be deployed again: that is tried again.
  const isUnwell =
    failed.state.kind === 'failed' && failed.state.failure.code === 'verification_failed';
  const again = live !== null && (live.since < failed.requestedAt || isUnwell);
  const ask = { environment, sha: release.sha, dryRun: false, again, reason };
  return request(world, caller, ask, failed);
};

const request = async (
  world: World,
  caller: Caller,
  ask: PromotionAsk,
  failed: Promotion | null,
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
  const settled = { policy, resolved: resolved.value, reason: ask.reason, failed };
  const promotion = newPromotion(world, caller, settled);
  if (ask.dryRun) return dryRun(world, caller, policy, promotion, fork);
  return {
    answer: {
      kind: 'requested',
      promotion,
      asked: 'first',
      elsewhere: promotion.pullNumber !== pullNumberOf(caller) || promotion.pullNumber === null,
      excludesAskers: excludesAskers(policy.environment),
      forkOf: fork,
    },
    apply: (tx) => openPromotion(world, tx, promotion, caller),
  };
};

const newPromotion = (
  world: World,
  caller: Caller,
  {
    policy,
    resolved,
    reason,
    failed,
  }: {
    readonly policy: EffectivePolicy;
    readonly resolved: Resolved;
    readonly reason: string | null;
    readonly failed: Promotion | null;
  },
): Promotion => {
  const now = world.clock.now();
  const { release, pullNumber, askedAs, fork } = resolved;
  return {
    id: world.clock.newId(),
    kind: 'promote',
    environment: policy.environment.name,
    release,
    pullNumber,
    askedAs: failed?.askedAs ?? askedAs,
    requesters: requestersOf(caller, failed),
    requestedAt: caller.at,
    reason,
    retryOf: failed === null ? [] : [failed.id, ...failed.retryOf],
    repositoryId: caller.repository.id,
    state: { kind: 'pending' },
    version: 1,
    expiresAt: now + policy.environment.expireAfterMs,
    updatedAt: now,
    ...(fork === null ? {} : { fork }),
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
  if (same !== undefined && !ask.dryRun) {
    const { askedAs, fork } = resolved;
    return joinPromotion(world, caller, policy, { same, askedAs, fork });
  }
  const live = await world.store.ledger.live(caller.repository.id, environment);
  // Of what somebody else deployed we know only that they say so: asked for, it is proven here.
  const isProven = live?.origin === 'own' || live?.foreign?.trusted === true;
  if (live?.releaseId !== release.id || !isProven || ask.again) return null;
  return refuse({ code: 'already_promoted', environment, sha: release.sha, since: live.since });
};

const dryRun = async (
  world: World,
  caller: Caller,
  policy: EffectivePolicy,
  request: PromotionRequest,
  fork: string | null,
): Promise<Plan> => {
  const { environment, pullNumber } = request;
  // It answers as an admission would, which ends a lock that should have ended before.
  await standingLock(world, caller.repository, environment, pullNumber);
  const { decision } = await evaluate(world, {
    repository: caller.repository,
    policy,
    promotion: request,
  });
  return { answer: { kind: 'dry_run', request, decision, forkOf: fork } };
};
