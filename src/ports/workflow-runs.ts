/**
 * What services need of GitHub Actions: to run a workflow at exactly one commit, and to follow that
 * run and no other. Like the rest of the host, every method throws `HostFault` when GitHub does not
 * answer.
 */
import type { Instant } from '../core/instant.ts';
import type { Sha } from '../core/release.ts';
import type { Repository } from './store.ts';

export interface WorkflowRuns {
  /**
   * Starts it; null where GitHub did and did not say as which run. A refusal is GitHub's own: no such
   * workflow, an input it does not declare, no such branch.
   */
  dispatchWorkflow(
    repository: Repository,
    ask: WorkflowAsk,
  ): Promise<{ readonly runId: string } | null | { readonly refused: string }>;
  /** The runs this app started of that file, at whichever commit, whose names carry the key; newest first. */
  findWorkflowRuns(repository: Repository, of: RunSearch): Promise<readonly HostRun[]>;
  /** Null where it is gone. */
  workflowRun(repository: Repository, runId: string): Promise<HostRun | null>;
  /** Nothing happens where it has ended already. */
  cancelWorkflowRun(repository: Repository, runId: string): Promise<void>;
}

export interface WorkflowAsk {
  /** Its file's name below `.github/workflows`. */
  readonly file: string;
  /** The branch it is run on: GitHub runs no bare commit. */
  readonly branch: string;
  readonly inputs: Readonly<Record<string, string>>;
}

export interface RunSearch {
  readonly file: string;
  readonly key: string;
  /** Not created before. */
  readonly since: Instant;
}

export interface HostRun {
  readonly id: string;
  /** The commit it runs at, which is to be compared: the branch may have moved. */
  readonly sha: Sha;
  readonly url: string;
  readonly status: 'queued' | 'running' | 'completed';
  /** GitHub's word for how it ended; null before. */
  readonly conclusion: string | null;
  readonly createdAt: Instant;
  /** Of one that has ended: when it did. */
  readonly updatedAt: Instant;
}
