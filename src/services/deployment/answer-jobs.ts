/**
 * Tells waiting jobs what became of their promotion. GitHub takes one answer for each, and few reports
 * before it: the same is never said twice.
 */
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Refusal } from '../../core/reasons.ts';
import { jobAnswer } from '../../messages/job-answer.ts';
import type { Repository } from '../../ports/store.ts';
import type { WaitingJob } from '../../ports/waiting-jobs.ts';
import { apply, show } from '../promotion/apply.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { checkRunInput } from '../views/check-run-view.ts';
import type { World } from '../world.ts';

/** GitHub's limit (docs: "Review custom deployment protection rules for a workflow run"). */
const MAX_REPORTS = 10;

export const answerJobs = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
  held: Refusal | null,
): Promise<void> => {
  const jobs = await world.store.waitingJobs.ofPromotion(promotion.id);
  const waiting = jobs.filter(({ state }) => state === 'waiting');
  if (waiting.length === 0) return;
  const { state, comment } = jobAnswer(await checkRunInput(world, repository, promotion, held));
  for (const job of waiting) {
    if (state === null) await tell(world, repository, job, comment);
    else await answer(world, repository, job, { state, comment });
  }
};

/** A report on the way, as long as GitHub takes one. */
export const tell = async (
  world: World,
  repository: Repository,
  job: WaitingJob,
  comment: string,
): Promise<void> => {
  if (job.told === comment || job.reports >= MAX_REPORTS) return;
  const answered = await world.host.answerJob(repository, job, { state: null, comment });
  if (answered === 'gone') return noteGone(world, job);
  await world.store.waitingJobs.put({ ...job, reports: job.reports + 1, told: comment });
};

/** `gone` where nobody waits for it any more. */
export const answer = async (
  world: World,
  repository: Repository,
  job: WaitingJob,
  given: { readonly state: 'approved' | 'rejected'; readonly comment: string },
): Promise<'answered' | 'gone'> => {
  const answered = await world.host.answerJob(repository, job, given);
  const state = answered === 'gone' ? 'gone' : given.state;
  await world.store.waitingJobs.put({ ...job, state });
  return answered;
};

/**
 * The job waits no more, and not because of us: somebody ended its run, or let it go past us. What only
 * it asked for ends; what people asked for too is deployed as the policy says.
 */
export const noteGone = (world: World, job: WaitingJob): Promise<void> =>
  retryOnConflict(() =>
    world.store.transaction(async (tx) => {
      await tx.waitingJobs.put({ ...job, state: 'gone' });
      const promotion = job.promotionId === null ? null : await tx.promotions.byId(job.promotionId);
      if (promotion === null || !isWaiting(promotion.state)) return;
      const runs = (promotion.runs ?? []).filter((runId) => runId !== job.runId);
      if (promotion.requesters.every(({ via }) => via === 'job') && runs.length === 0) {
        const input = { kind: 'cancelled', by: null, why: 'job_gone' } as const;
        await apply(world, tx, promotion, input, null);
        return;
      }
      const now = world.clock.now();
      const left = { ...without(promotion, job.runId), runs, updatedAt: now };
      await tx.promotions.update(left);
      await tx.wakes.at(promotion.id, now);
      await show(world, tx, left, now);
    }),
  );

/** It is deployed as the policy says, where it was this job that would have done it. */
const without = (promotion: Promotion, runId: string): Promotion => {
  const { job, ...rest } = promotion;
  const version = promotion.version + 1;
  return job === undefined || job.runId === runId
    ? { ...rest, version }
    : { ...rest, job, version };
};
