/**
 * Asks for a rollback: who may, to which release, and what it would take away. From there on it is a
 * promotion like any other, decided and admitted by the same code.
 */

import { digestOf } from '../../core/digest.ts';
import { resolveEnvironment } from '../../core/environments/route.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import type { RollbackImpact } from '../../core/promotion/rollback-impact.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Refusal } from '../../core/reasons.ts';
import { no, ok, type Result } from '../../core/result.ts';
import { confirmationCode, isSameCode } from '../../core/rollback/impact.ts';
import { chooseTarget, type Standing, type Target } from '../../core/rollback/tenure.ts';
import { Conflict, type Tables } from '../../ports/store.ts';
import { authorize } from '../authorize.ts';
import type { Caller } from '../caller.ts';
import { effectiveFor, readingFor } from '../policy/policy-for.ts';
import { evaluate } from '../promotion/evaluate.ts';
import { joinPromotion, openPromotion, requestersOf } from '../promotion/open-promotion.ts';
import { type Plan, refuse } from '../promotion/plan.ts';
import type { World } from '../world.ts';
import { loadImpact } from './load-impact.ts';
import { standingOf } from './standing.ts';

export interface RollbackAsk {
  readonly environment: string;
  /** The beginning of a SHA; null goes back to the last good one. */
  readonly to: string | null;
  readonly reason: string | null;
  readonly dryRun: boolean;
  /** The code from the answer to a risky one. */
  readonly confirm: string | null;
}

export const requestRollback = (world: World, caller: Caller, ask: RollbackAsk): Promise<Plan> =>
  request(world, caller, ask, null);

/** Tries a rollback that failed again; what was confirmed holds for as long as nothing changed. */
export const requestRollbackAgain = (
  world: World,
  caller: Caller,
  failed: Promotion,
): Promise<Plan> => {
  const { environment, release, reason } = failed;
  const ask = { environment, to: release.sha, reason, dryRun: false, confirm: null };
  return request(world, caller, ask, failed);
};

const request = async (
  world: World,
  caller: Caller,
  ask: RollbackAsk,
  failed: Promotion | null,
): Promise<Plan> => {
  const found = await policyOfRollback(world, caller, ask.environment);
  if (!found.ok) return refuse(found.problem);
  const policy = found.value;
  const { name: environment } = policy.environment;
  const allowed = await authorize(world, caller, policy, 'rollback');
  if (!allowed.ok) return refuse(allowed.problem);
  const open = await openRollback(world.store, caller, environment);
  if (open !== null && !ask.dryRun) return joinOpen(world, caller, policy, open, ask.to);
  const standing = await standingOf(world.store, caller.repository.id, environment);
  const target = chooseTarget(standing, ask.to);
  if (!target.ok) return refuse(target.problem);
  const between = { standing, target: target.value };
  const impact = await loadImpact(world, caller.repository, policy, between);
  const promotion = newRollback(world, caller, {
    policy,
    target: target.value,
    impact,
    ask,
    failed,
  });
  const confirmed = confirm(caller, standing, impact, { ask, environment, failed });
  if (!confirmed.ok && !ask.dryRun) return refuse(confirmed.problem);
  const { repository } = caller;
  const { decision } = await evaluate(world, { repository, policy, promotion });
  if (ask.dryRun)
    return { answer: { kind: 'rollback_dry_run', request: promotion, decision, impact } };
  return {
    answer: { kind: 'rollback_requested', promotion, impact, decision },
    apply: async (tx) => {
      await assertStanding(tx, caller, standing);
      await openPromotion(world, tx, promotion, caller);
    },
  };
};

const policyOfRollback = async (
  world: World,
  caller: Caller,
  asked: string,
): Promise<Result<EffectivePolicy, Refusal>> => {
  const { repository } = caller;
  const reading = await readingFor(world, repository, 'rollback');
  if (!reading.ok) return reading;
  const found = resolveEnvironment(reading.value.policy, asked);
  if (!found.ok) return found;
  return ok(await effectiveFor(world.store, repository, reading.value, found.value, 'rollback'));
};

/** There is one at a time: two to different releases would undo each other. */
const openRollback = async (
  tx: Pick<Tables, 'promotions'>,
  { repository }: Caller,
  environment: string,
): Promise<Promotion | null> => {
  const open = await tx.promotions.open(repository.id, { environment });
  return open.find(({ kind }) => kind === 'rollback') ?? null;
};

const joinOpen = (
  world: World,
  caller: Caller,
  policy: EffectivePolicy,
  open: Promotion,
  to: string | null,
): Plan => {
  const { environment, release, requesters, state } = open;
  if (to === null || release.sha.startsWith(to)) {
    return joinPromotion(world, caller, policy, { same: open, askedAs: 'sha', fork: null });
  }
  const people = requesters.map(({ person }) => person);
  const { sha } = release;
  return refuse({ code: 'rollback_open', environment, sha, requesters: people, state: state.kind });
};

/** What is risky goes on only for somebody who has read what it is. */
const confirm = (
  { repository }: Caller,
  { tenures }: Standing,
  impact: RollbackImpact,
  {
    ask,
    environment,
    failed,
  }: {
    readonly ask: RollbackAsk;
    readonly environment: string;
    readonly failed: Promotion | null;
  },
): Result<null, Refusal> => {
  if (impact.risk === 'blocked') return no({ code: 'rollback_blocked', environment, impact });
  if (impact.risk === 'safe') return ok(null);
  const liveSince = tenures[0]?.since ?? null;
  const code = confirmationCode({ repositoryId: repository.id, environment, liveSince }, impact);
  const wasConfirmed =
    failed?.rollback !== undefined && digestOf(failed.rollback) === digestOf(impact);
  if (wasConfirmed || (ask.confirm !== null && isSameCode(ask.confirm, code))) return ok(null);
  const { reason } = ask;
  const stale = ask.confirm !== null;
  return no({ code: 'rollback_unconfirmed', environment, impact, confirm: code, stale, reason });
};

/** The impact is of what was live: where that changed meanwhile, it is looked at anew. */
const assertStanding = async (tx: Tables, caller: Caller, known: Standing): Promise<void> => {
  const { environment } = known;
  if ((await openRollback(tx, caller, environment)) !== null) {
    throw new Conflict('another rollback was asked for');
  }
  const now = await standingOf(tx, caller.repository.id, environment);
  const isSame =
    now.attempt?.id === known.attempt?.id && now.tenures[0]?.since === known.tenures[0]?.since;
  if (!isSame) throw new Conflict('what is live changed');
};

const newRollback = (
  world: World,
  caller: Caller,
  {
    policy,
    target,
    impact,
    ask,
    failed,
  }: {
    readonly policy: EffectivePolicy;
    readonly target: Target;
    readonly impact: RollbackImpact;
    readonly ask: RollbackAsk;
    readonly failed: Promotion | null;
  },
): Promotion => {
  const now = world.clock.now();
  const { release, pullNumber, fork } = target.promotion;
  return {
    id: world.clock.newId(),
    kind: 'rollback',
    environment: policy.environment.name,
    release,
    pullNumber,
    askedAs: 'sha',
    requesters: requestersOf(caller, failed),
    requestedAt: caller.at,
    reason: ask.reason,
    retryOf: failed === null ? [] : [failed.id, ...failed.retryOf],
    rollback: impact,
    repositoryId: caller.repository.id,
    state: { kind: 'pending' },
    version: 1,
    expiresAt: now + policy.environment.expireAfterMs,
    updatedAt: now,
    ...(fork === undefined ? {} : { fork }),
  };
};
