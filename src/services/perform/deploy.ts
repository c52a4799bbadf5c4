/**
 * Makes the deployment of an admitted promotion, in the way its policy says: once, whatever happens.
 * What may be tried again is, after growing waits; then it ends.
 */
import { MINUTE } from '../../core/instant.ts';
import {
  type DeploymentRef,
  type Failure,
  type Promotion,
  START_EXPECTED_MS,
} from '../../core/promotion/state.ts';
import { HostFault } from '../../ports/code-host.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository } from '../../ports/store.ts';
import { activeRepository } from '../active-repository.ts';
import { giveUp } from '../deployment/give-up.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { deployEffect } from '../effects.ts';
import { apply } from '../promotion/apply.ts';
import { lastDecision, policyUnder } from '../promotion/last-decision.ts';
import type { World } from '../world.ts';
import type { Deployer, DeployOrder } from './deployers/deployer.ts';
import { deployerNamed } from './deployers/registry.ts';
import { RetryLater } from './retry-later.ts';

/** Waits before the second, third and last attempt. */
const RETRY_AFTER_MS = [1 * MINUTE, 5 * MINUTE, 15 * MINUTE] as const;

export const performDeploy = async (
  world: World,
  effect: LeasedEffect,
  { promotionId, fence }: EffectPayloads['deploy'],
): Promise<void> => {
  const promotion = await world.store.promotions.byId(promotionId);
  if (promotion === null) return;
  const repository = await activeRepository(world, promotion.repositoryId);
  if (repository === null) return;
  if (!isAwaited(promotion, fence)) {
    return stopStray(world, repository, { promotion, fence, effect });
  }
  const made = await start(world, repository, { promotion, fence, effect }).catch(
    (fault: unknown) => laterOrFailed(world, effect, fault),
  );
  await world.store.transaction(async (tx) => {
    const current = await tx.promotions.byId(promotion.id);
    if (current === null) return;
    if ('code' in made) {
      await apply(world, tx, current, { kind: 'deployment_failed', failure: made }, null);
      if (made.code === 'deployment_unreachable') {
        await tx.outbox.add(deployEffect(current, fence, world.clock.now() + RETRY_AFTER_MS[0]));
      }
      return;
    }
    const moved = await apply(world, tx, current, { kind: 'deployment_created', ref: made }, null);
    if (moved.ok) {
      await tx.wakes.at(promotion.id, made.createdAt + START_EXPECTED_MS);
      return;
    }
    world.log.warn({ promotion: promotion.id, deployment: made.id }, 'a deployment came too late');
    await tx.outbox.add(giveUp(current, made, world.clock.now()));
  });
};

const isAwaited = ({ state }: Promotion, fence: number): boolean =>
  state.kind === 'deploying' && state.fence === fence && state.deployment === null;

/** The wait for it was given up, and nobody knows whether there is one: it must not go on unseen. */
const stopStray = async (world: World, repository: Repository, wanted: Wanted): Promise<void> => {
  const { promotion } = wanted;
  if (promotion.state.kind !== 'failed' || promotion.state.deployment !== null) return;
  const { deployer, order } = await orderOf(world, repository, wanted);
  const found = await deployer.find(world, order);
  if (found !== null) await world.store.outbox.add(giveUp(promotion, found, world.clock.now()));
};

type Wanted = Pick<DeployOrder, 'promotion' | 'fence' | 'effect'>;

const start = async (
  world: World,
  repository: Repository,
  wanted: Wanted,
): Promise<DeploymentRef | Failure> => {
  const { deployer, order } = await orderOf(world, repository, wanted);
  return deployer.start(world, order);
};

const orderOf = async (
  world: World,
  repository: Repository,
  wanted: Wanted,
): Promise<{ readonly deployer: Deployer; readonly order: DeployOrder }> => {
  const { promotion } = wanted;
  const decision = await lastDecision(world.store, promotion.id);
  const policy = decision === null ? null : await policyUnder(world.store, decision);
  if (decision === null || policy === null) throw new Error('what let it go is not in the record');
  const { deploy } = policy.environment;
  const name = promotion.job === undefined ? deploy.deployer : 'actions-job';
  return {
    deployer: deployerNamed(name),
    order: { ...wanted, repository, policy, deploy, decision },
  };
};

/** It ends visibly, whatever went wrong: nobody else looks at what was given up here. */
const laterOrFailed = (world: World, effect: LeasedEffect, fault: unknown): Failure => {
  if (!(fault instanceof Error) || fault instanceof RetryLater) throw fault;
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
