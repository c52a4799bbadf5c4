/**
 * Decides a waiting promotion and lets it go when it may. Facts are loaded first; then one
 * transaction without network checks that nothing they rest on has moved, takes the environment and
 * writes state, record and effects together. There is no other way to a deployment.
 */
import { digestOf } from '../../core/digest.ts';
import { type Instant, SECOND } from '../../core/instant.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import { byApproval, byRequest, holdsTurn } from '../../core/promotion/queue.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { HostFault } from '../../ports/code-host.ts';
import { Conflict, type Repository, type Tables } from '../../ports/store.ts';
import { chatMessageEffect } from '../chat/chat-effects.ts';
import { wasRefused } from '../chat/refused.ts';
import { deployEffect } from '../effects.ts';
import { snapshotFor } from '../facts/facts.ts';
import { changedFact } from '../facts/stored-facts.ts';
import { tellDecision } from '../notify/tell.ts';
import { adoptPolicy } from '../policy/adopt-policy.ts';
import { floorsMoved } from '../policy/floors.ts';
import { policyNow } from '../policy/policy-for.ts';
import { recordDecision, sameAnswer } from '../record.ts';
import { goFirst } from '../rollback/go-first.ts';
import { standingLock, tellOwner } from '../stops/locks.ts';
import type { World } from '../world.ts';
import { apply, applyOrConflict, show } from './apply.ts';
import { decideAgain, type Evaluation, evaluate } from './evaluate.ts';
import { lastDecision } from './last-decision.ts';
import { remind } from './remind.ts';
import { wasHeld } from './told-held.ts';

export interface Admission {
  readonly repository: Repository;
  readonly promotion: Promotion;
  readonly policy: EffectivePolicy;
  /** When to look again if nothing happens before. */
  readonly nextLook: Instant;
}

export const admit = (world: World, ask: Admission): Promise<void> =>
  world.traces.span({ name: 'admission' }, () => admitOnce(world, ask));

const admitOnce = async (world: World, ask: Admission): Promise<void> => {
  const { promotion, repository } = ask;
  await standingLock(world, repository, promotion.environment, promotion.pullNumber);
  const evaluation = await evaluate(world, ask);
  await assertCurrentPolicy(world, ask, evaluation);
  await world.store.transaction(async (tx) => {
    assertFresh(world, evaluation);
    await assertUnchanged(world, tx, ask, evaluation);
    assertStillAllowed(world, ask, evaluation);
    const decided = await writeDecision(world, tx, ask, evaluation);
    if (decided.state.kind === 'rejected') return;
    const now = world.clock.now();
    if (!(await claimTurn(world, tx, decided, ask.policy))) {
      const { verdicts } = evaluation.decision;
      const reminder = await remind(world, tx, decided, { policy: ask.policy, verdicts }, now);
      const look = wakeAt(ask, evaluation);
      await tx.wakes.at(decided.id, reminder === null ? look : Math.min(look, reminder));
      return;
    }
    if (decided.kind === 'rollback') await goFirst(world, tx, decided, ask);
    const fence = await tx.leases.take(decided.repositoryId, decided.environment, decided.id, now);
    if (fence === null) {
      await tx.wakes.at(decided.id, wakeAt(ask, evaluation));
      return;
    }
    const deadline = now + ask.policy.environment.deploy.timeoutMs;
    const input = { kind: 'admitted', fence, deadline } as const;
    const admitted = await applyOrConflict(world, tx, decided, input, null);
    await tx.outbox.add(deployEffect(admitted, fence, now));
    if (admitted.kind === 'rollback') await tellOwner(world, tx, repository, admitted);
    await tx.wakes.at(decided.id, deadline);
  });
};

/**
 * The policy is kept current by the pushes GitHub tells of. The facts say where the default branch is:
 * a push whose event was lost is caught up with before anything rests on the older policy.
 */
const assertCurrentPolicy = async (
  world: World,
  ask: Admission,
  { decision }: Evaluation,
): Promise<void> => {
  const snapshot = await snapshotFor(world, ask).catch((fault: unknown) => {
    if (decision.outcome === 'allow' || !(fault instanceof HostFault)) throw fault;
    return null;
  });
  const file = await world.store.policies.current(ask.repository.id);
  if (snapshot === null) return;
  const adopt = (home: Repository): Promise<void> => adoptPolicy(world, home, null);
  if (decision.outcome === 'allow' && (await floorsMoved(world, ask.repository, adopt))) {
    throw new Conflict('the floors moved on');
  }
  if (snapshot.defaultBranch.sha === file?.sha) return;
  world.snapshots.forget(ask.repository.id);
  await adoptPolicy(world, ask.repository, null);
  throw new Conflict('the default branch moved on');
};

/** Nothing is let go on what GitHub said longer ago: reviews, checks and teams may have changed since. */
const MAX_FACTS_AGE_MS = 60 * SECOND;

/** A GitHub this slow is asked again later, as one that is down: at once, it would hold up all other work. */
const assertFresh = (world: World, { decision, readAt }: Evaluation): void => {
  if (decision.outcome !== 'allow' || world.clock.now() - readAt <= MAX_FACTS_AGE_MS) return;
  throw new HostFault('unreachable', 'GitHub took so long that its first answers are too old.');
};

/** Throws `Conflict` where what the facts rest on has changed: our own facts, what is live, the policy. */
const assertUnchanged = async (
  world: World,
  tx: Tables,
  ask: Admission,
  evaluation: Evaluation,
): Promise<void> => {
  const { promotion, repository, policy } = ask;
  const current = await tx.promotions.byId(promotion.id);
  if (current?.version !== promotion.version) throw new Conflict('the promotion moved on');
  const live = await tx.ledger.live(repository.id, promotion.environment);
  const proven = await tx.ledger.proven(repository.id, promotion.environment);
  if (live?.sha !== evaluation.live?.sha || proven?.sha !== evaluation.proven?.sha) {
    throw new Conflict('what is live changed');
  }
  const changed = await changedFact(tx, ask, evaluation.facts);
  if (changed !== null) throw new Conflict(`what was decided on changed: ${changed}`);
  const now = await policyNow(world, tx, repository, promotion);
  if (now === null || digestOf(now) !== digestOf(policy)) throw new Conflict('the policy changed');
};

/** The facts are the same and time went on: what began meanwhile, as a freeze, holds it up after all. */
const assertStillAllowed = (
  world: World,
  { policy, promotion }: Admission,
  { decision, facts }: Evaluation,
): void => {
  if (decision.outcome !== 'allow') return;
  const { outcome } = decideAgain(policy, promotion, facts, world.clock.now());
  if (outcome !== 'allow') throw new Conflict('time itself closed a gate');
};

const writeDecision = async (
  world: World,
  tx: Tables,
  ask: Admission,
  evaluation: Evaluation,
): Promise<Promotion> => {
  const { promotion } = ask;
  const { decision } = evaluation;
  const before = await lastDecision(tx, promotion.id);
  const admitting = decision.outcome === 'allow';
  const changed = before === null || !sameAnswer(decision, before.body);
  if (admitting || changed) {
    const entry = await recordDecision(world, tx, promotion, evaluation);
    const { repositoryId } = promotion;
    await tellDecision(world, tx, repositoryId, { entry, before }, decision.verdicts);
  }
  const { onBlock, execute } = ask.policy.environment;
  const input = { kind: 'decided', decision, onBlock, execute } as const;
  const moved = await applyOrConflict(world, tx, promotion, input, null);
  const now = world.clock.now();
  if ((await wasHeld(tx, promotion.id)) || changed) await show(world, tx, moved, now);
  if (world.chat !== null && (await wasRefused(tx, promotion.id))) {
    await tx.outbox.add(chatMessageEffect(moved, now));
  }
  return moved;
};

/**
 * True when it may go: approved, executed where that is left to a person, and first in the queue, which
 * a rollback goes past and never stands in. Where the queue keeps only the latest, those that were asked
 * for before it are superseded on the way, whether they are approved or not.
 */
const claimTurn = async (
  world: World,
  tx: Tables,
  promotion: Promotion,
  policy: EffectivePolicy,
): Promise<boolean> => {
  const { repositoryId, environment, state } = promotion;
  if (state.kind !== 'approved') return false;
  if (promotion.kind === 'rollback') return state.awaits === 'turn';
  const waiting = (await tx.promotions.open(repositoryId, { environment })).filter(
    (each) => isWaiting(each.state) && each.kind === 'promote' && each.id !== promotion.id,
  );
  if (policy.environment.queue === 'latest') {
    const newer = waiting.filter((each) => byRequest(promotion, each) < 0);
    if (newer.some((each) => each.state.kind === 'approved')) return false;
    const older = waiting.filter((each) => !newer.includes(each));
    await supersede(world, tx, older, promotion);
    return state.awaits === 'turn';
  }
  return state.awaits === 'turn' && !waiting.some((each) => goesBefore(each, promotion));
};

const supersede = async (
  world: World,
  tx: Tables,
  older: readonly Promotion[],
  newer: Promotion,
): Promise<void> => {
  const input = { kind: 'superseded', why: 'newer_approved', sha: newer.release.sha } as const;
  for (const each of older) await apply(world, tx, each, input, null);
};

const goesBefore = (other: Promotion, promotion: Promotion): boolean =>
  holdsTurn(other) && byApproval(other, promotion) < 0;

const wakeAt = (ask: Admission, evaluation: Evaluation): Instant =>
  Math.min(
    ask.nextLook,
    ...evaluation.decision.verdicts.flatMap((verdict) =>
      verdict.until === null ? [] : [verdict.until],
    ),
  );
