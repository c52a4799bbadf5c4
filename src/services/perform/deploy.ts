/**
 * Makes the deployment of an admitted promotion: once, whatever happens. An attempt without a
 * recorded outcome is looked up at GitHub before another is made.
 */
import { MINUTE } from '../../core/instant.ts';
import {
  type DeploymentRef,
  type Failure,
  type Promotion,
  START_EXPECTED_MS,
} from '../../core/promotion/state.ts';
import { type DeploymentAsk, type HostDeployment, HostFault } from '../../ports/code-host.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository } from '../../ports/store.ts';
import { activeRepository } from '../active-repository.ts';
import { apply } from '../apply.ts';
import type { EffectPayloads } from '../effects.ts';
import { giveUp } from '../follow-deployment.ts';
import { decidedPolicy, lastDecision, policyUnder } from '../last-decision.ts';
import type { World } from '../world.ts';
import { branchAt } from './branch-at.ts';
import { RetryLater } from './retry-later.ts';

/** Waits before the second, third and last attempt. */
const RETRY_AFTER_MS = [1 * MINUTE, 5 * MINUTE, 15 * MINUTE] as const;

export const performDeploy = async (
  world: World,
  effect: LeasedEffect,
  payload: EffectPayloads['deploy'],
): Promise<void> => {
  const promotion = await world.store.promotions.byId(payload.promotionId);
  if (promotion === null || promotion.state.kind !== 'deploying') return;
  if (promotion.state.fence !== payload.fence || promotion.state.deployment !== null) return;
  const repository = await activeRepository(world, promotion.repositoryId);
  if (repository === null) return;
  const answer = await ask(world, repository, promotion, effect).catch((fault: unknown) =>
    laterOrFailed(world, effect, fault),
  );
  await world.store.transaction(async (tx) => {
    const current = await tx.promotions.byId(promotion.id);
    if (current === null) return;
    if ('code' in answer) {
      await apply(world, tx, current, { kind: 'deployment_failed', failure: answer }, null);
      return;
    }
    const site = (await decidedPolicy(tx, promotion.id))?.environment.url ?? null;
    const moved = await apply(
      world,
      tx,
      current,
      { kind: 'deployment_created', ref: refOf(answer, site) },
      null,
    );
    if (moved.ok) {
      await tx.wakes.at(promotion.id, answer.createdAt + START_EXPECTED_MS);
      return;
    }
    world.log.warn(
      { promotion: promotion.id, deployment: answer.id },
      'a deployment came too late',
    );
    await tx.outbox.add(giveUp(current, answer.id, world.clock.now()));
  });
};

/** Until it is told where this deployment can be seen, it is where the environment can be. */
const refOf = (made: HostDeployment, site: string | null): DeploymentRef => ({
  id: made.id,
  url: made.url,
  environmentUrl: site,
  logUrl: null,
  createdAt: made.createdAt,
  started: false,
});

const ask = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
  effect: LeasedEffect,
): Promise<HostDeployment | Failure> => {
  const wanted = await askOf(world, repository, promotion);
  if (effect.uncertain) {
    const found = await world.host.findDeployment(repository, wanted);
    if (found !== null) return found;
  }
  const made = await world.host.createDeployment(repository, wanted);
  return 'refused' in made
    ? { code: 'deployment_refused', message: `GitHub refused the deployment: ${made.refused}` }
    : made;
};

const askOf = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
): Promise<DeploymentAsk> => {
  const decision = await lastDecision(world.store, promotion.id);
  const policy = decision === null ? null : await policyUnder(world.store, decision);
  const fence = promotion.state.kind === 'deploying' ? promotion.state.fence : 0;
  const entry = decision?.entry;
  return {
    sha: promotion.release.sha,
    ref: await branchAt(world, repository, promotion),
    environment: promotion.environment,
    production: policy?.environment.production ?? false,
    description: `Promoted by ${promotion.requesters[0].person.login}`.slice(0, 140),
    payload: {
      promotion: promotion.id,
      decision: entry?.hash ?? '',
      fence,
      chain: { seq: entry?.seq ?? 0, hash: entry?.hash ?? '' },
    },
  };
};

/** It ends visibly, whatever went wrong: nobody else looks at what was given up here. */
const laterOrFailed = (world: World, effect: LeasedEffect, fault: unknown): Failure => {
  if (!(fault instanceof Error)) throw fault;
  const host = fault instanceof HostFault ? fault : null;
  if (host?.kind === 'forbidden') return { code: 'deployment_refused', message: host.message };
  // Being told to wait is no attempt; the promotion's time limit ends the waiting.
  if (host?.kind === 'limited') throw host;
  const wait = RETRY_AFTER_MS[effect.attempts - 1];
  if (wait !== undefined) throw new RetryLater(Math.max(wait, host?.retryAfterMs ?? 0), fault);
  world.log.error({ id: effect.key, err: fault }, 'no deployment could be made');
  const message = host?.message ?? 'Something broke on our side on the way to the deployment';
  return { code: 'deployment_unreachable', message };
};
