/** What services need of GitHub's own environments: who waits before them, and to answer. */
import type { Person } from '../core/person.ts';
import type { Sha } from '../core/release.ts';
import type { Repository } from './store.ts';
import type { WaitingJob } from './waiting-jobs.ts';

/** A run with a job that waits, or once waited. */
export interface JobRun {
  readonly id: string;
  readonly attempt: number;
  readonly sha: Sha;
  readonly url: string;
  /** Everyone who started it: at first, and this time. */
  readonly people: readonly Person[];
  /** Whose code it runs, where that is a fork's. */
  readonly fork: string | null;
  /** GitHub's word for how it ended; null before. */
  readonly conclusion: string | null;
}

/** What GitHub lets an app know of such jobs, and say to them. */
export interface ProtectionRules {
  /** Runs of which some job waits for somebody, newest first. */
  waitingRuns(
    repository: Repository,
  ): Promise<readonly { readonly id: string; readonly attempt: number }[]>;
  /** Null where it is gone. */
  jobRun(repository: Repository, runId: string): Promise<JobRun | null>;
  /** The environments that jobs of the run wait for, whoever is to answer. */
  pendingEnvironments(repository: Repository, runId: string): Promise<readonly string[]>;
  /** Whether this app is asked before jobs may go to the environment. */
  guards(repository: Repository, environment: string): Promise<boolean>;
  /** A state answers it, for good; without one it is a progress report. `gone` where nothing waits. */
  answerJob(
    repository: Repository,
    job: Pick<WaitingJob, 'runId' | 'environment'>,
    answer: { readonly state: 'approved' | 'rejected' | null; readonly comment: string },
  ): Promise<'answered' | 'gone'>;
}
