/**
 * Looks at one promotion and does what is due: decides, admits, follows the deployment. It reads the
 * state and not the event that woke it, so that a lost or doubled event costs nothing.
 */
import { type Instant, MINUTE } from '../../core/instant.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { activeRepository } from '../active-repository.ts';
import { chatMessageEffect } from '../chat/chat-effects.ts';
import { followDeployment } from '../deployment/follow-deployment.ts';
import { jobAnswerEffect } from '../deployment/job-effects.ts';
import { checkRunEffect } from '../effects.ts';
import { askGates } from '../inquiry/ask-gates.ts';
import { effectiveFor, readingFor } from '../policy/policy-for.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { World } from '../world.ts';
import { admit } from './admit.ts';
import { settle } from './settle.ts';
import { noteHeld } from './told-held.ts';

export const advance = (world: World, promotionId: string): Promise<void> =>
  retryOnConflict(() => advanceOnce(world, promotionId));

const advanceOnce = async (world: World, promotionId: string): Promise<void> => {
  const promotion = await world.store.promotions.byId(promotionId);
  if (promotion === null) return;
  switch (promotion.state.kind) {
    case 'pending':
    case 'approved':
      return consider(world, promotion);
    case 'deploying':
    case 'verifying':
      return follow(world, promotion);
    case 'completed':
    case 'rejected':
    case 'cancelled':
    case 'superseded':
    case 'expired':
    case 'failed':
    case 'rolled_back':
      return;
    default:
      promotion.state satisfies never;
  }
};

const follow = async (world: World, promotion: Promotion): Promise<void> => {
  const repository = await activeRepository(world, promotion.repositoryId);
  if (repository !== null) return followDeployment(world, repository, promotion);
  const message = 'The app was removed from the repository, so nobody can follow the deployment';
  const failure = { code: 'deployment_unreachable', message } as const;
  await settle(world, promotion, { kind: 'deployment_failed', failure }, null);
};

const consider = async (world: World, promotion: Promotion): Promise<void> => {
  const now = world.clock.now();
  if (now >= promotion.expiresAt) return settle(world, promotion, { kind: 'expired' }, null);
  const repository = await activeRepository(world, promotion.repositoryId);
  if (repository === null) {
    return settle(world, promotion, { kind: 'cancelled', by: null, why: 'app_removed' }, null);
  }
  const reading = await readingFor(world, repository, promotion.kind);
  if (!reading.ok) {
    return world.store.transaction(async (tx) => {
      await noteHeld(tx, promotion.id);
      await tx.outbox.add(checkRunEffect(promotion, now, reading.problem));
      if (world.chat !== null) await tx.outbox.add(chatMessageEffect(promotion, now));
      if (promotion.runs !== undefined) {
        await tx.outbox.add(jobAnswerEffect(promotion, now, reading.problem));
      }
      await tx.wakes.at(promotion.id, nextLook(promotion, now));
    });
  }
  const environment = reading.value.policy.environments.find(
    (each) => each.name === promotion.environment,
  );
  if (environment === undefined) {
    return settle(world, promotion, { kind: 'cancelled', by: null, why: 'environment_gone' }, null);
  }
  const isNew = promotion.kind === 'promote';
  if (isNew && promotion.fork !== undefined && !environment.allowForks) {
    return settle(world, promotion, { kind: 'cancelled', by: null, why: 'fork_refused' }, null);
  }
  const policy = await effectiveFor(
    world.store,
    repository,
    reading.value,
    environment,
    promotion.kind,
  );
  await askGates(world, repository, promotion, policy);
  return admit(world, { repository, promotion, policy, nextLook: nextLook(promotion, now) });
};

/** What nothing announces is looked at again after this long; the expiry is never overslept. */
const LOOK_AGAIN_MS = 10 * MINUTE;

const nextLook = (promotion: Promotion, now: Instant): Instant =>
  Math.min(promotion.expiresAt, now + LOOK_AGAIN_MS);
