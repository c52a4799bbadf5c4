/** The effects about jobs of GitHub Actions that wait before an environment: each is looked at, and answered. */
import type { Instant } from '../../core/instant.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Refusal } from '../../core/reasons.ts';
import type { Effect } from '../../ports/queue.ts';
import type { JobKey } from '../../ports/waiting-jobs.ts';
import { CHECK, DECISION, effect } from '../effects.ts';

export const waitingJobEffect = (
  { repositoryId, runId, environment }: JobKey,
  now: Instant,
): Effect => {
  const key = `${repositoryId}:${runId}:${environment}`;
  const payload = { repositoryId, runId, environment };
  const rest = { lane: `job:${key}`, dueAt: now, priority: DECISION };
  return effect('waiting-job', key, payload, rest);
};

/** For the jobs that wait for a promotion, whichever they are by then. */
export const jobAnswerEffect = (
  { id: promotionId }: Promotion,
  now: Instant,
  held: Refusal | null = null,
): Effect =>
  effect(
    'job-answer',
    promotionId,
    { promotionId, held },
    { lane: `promotion:${promotionId}`, dueAt: now, priority: CHECK },
  );
