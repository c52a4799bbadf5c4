/** Jobs of GitHub Actions that wait: one is looked at, and those of a promotion are answered. */
import type { LeasedEffect } from '../../ports/queue.ts';
import { activeRepository } from '../active-repository.ts';
import { answerJobs } from '../deployment/answer-jobs.ts';
import { considerJob } from '../deployment/waiting-job.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import type { World } from '../world.ts';

export const performWaitingJob = async (
  world: World,
  _effect: LeasedEffect,
  job: EffectPayloads['waiting-job'],
): Promise<void> => {
  const repository = await activeRepository(world, job.repositoryId);
  if (repository !== null) await considerJob(world, repository, job);
};

export const performJobAnswer = async (
  world: World,
  _effect: LeasedEffect,
  { promotionId, held }: EffectPayloads['job-answer'],
): Promise<void> => {
  const promotion = await world.store.promotions.byId(promotionId);
  if (promotion === null) return;
  const repository = await activeRepository(world, promotion.repositoryId);
  if (repository !== null) await answerJobs(world, repository, promotion, held);
};
