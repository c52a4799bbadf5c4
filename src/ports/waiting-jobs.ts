/**
 * Jobs of GitHub Actions that wait before one of GitHub's own environments until we answer. There is one
 * answer for each run and environment, however many of its jobs go there.
 */
import type { Instant } from '../core/instant.ts';
import type { Sha } from '../core/release.ts';

export interface WaitingJob {
  readonly repositoryId: number;
  readonly runId: string;
  /** As GitHub calls it. */
  readonly environment: string;
  readonly sha: Sha;
  /** Grows with each re-run of the run; null until the run was read. */
  readonly attempt: number | null;
  /** That GitHub made for it; null where nobody told. */
  readonly deploymentId: string | null;
  readonly promotionId: string | null;
  /** `gone`: it waits no longer, and not because of us. */
  readonly state: 'waiting' | 'approved' | 'rejected' | 'gone';
  /** How many progress reports it was sent, and the words of the last. */
  readonly reports: number;
  readonly told: string | null;
  readonly since: Instant;
}

export interface WaitingJobs {
  put(job: WaitingJob): Promise<void>;
  get(key: JobKey): Promise<WaitingJob | null>;
  /** Those without an answer. */
  open(repositoryId: number): Promise<readonly WaitingJob[]>;
  ofPromotion(promotionId: string): Promise<readonly WaitingJob[]>;
  ofDeployment(repositoryId: number, deploymentId: string): Promise<WaitingJob | null>;
}
export type JobKey = Pick<WaitingJob, 'repositoryId' | 'runId' | 'environment'>;
