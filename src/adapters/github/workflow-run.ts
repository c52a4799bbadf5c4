/**
 * GitHub Actions: the only place that dispatches workflows. GitHub answers a dispatch with the number
 * of its run where it is asked to (docs: "Create a workflow dispatch event", `return_run_details`);
 * a server that does not know how leaves it to the run's name.
 */
import { RequestError } from '@octokit/request-error';
import { z } from 'zod';
import { fromIso, toIso, wholeSecond } from '../../core/instant.ts';
import { HostFault } from '../../ports/code-host.ts';
import type { HostRun, WorkflowAsk, WorkflowRuns } from '../../ports/workflow-runs.ts';
import { at, client, type GitHub, isOurs, type Place, placeOf } from './caller.ts';
import { faultOf, reachOr, wordsOf } from './fault.ts';

const DISPATCH = 'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches';
/** One file is run so often since it was asked for, whoever asked. */
const MAX_RUNS = 500;

const dispatched = z.object({ workflow_run_id: z.number() });

export const workflowRuns = (github: GitHub): WorkflowRuns => ({
  dispatchWorkflow: async (repository, ask) => dispatch(await placeOf(github, repository), ask),
  findWorkflowRuns: async (repository, { file, key, since }) => {
    const octokit = await client(github, repository);
    const path = {
      ...at(repository),
      workflow_id: file,
      event: 'workflow_dispatch',
      created: `>=${toIso(wholeSecond(since)).replace('.000Z', 'Z')}`,
      per_page: 100,
    };
    const none = { statuses: [404], value: [] };
    return reachOr('look for the run of a workflow', none, async () => {
      let seen = 0;
      const found: HostRun[] = [];
      const pages = octokit.paginate.iterator(octokit.rest.actions.listWorkflowRuns, path);
      for await (const { data } of pages) {
        // Anybody who writes can give a run this name; only ours was asked for by us.
        const ours = data.filter(
          (run) => run.display_title.includes(key) && isOurs(github, { author: run.actor ?? null }),
        );
        found.push(...ours.map(hostRun));
        seen += data.length;
        if (seen >= MAX_RUNS) break;
      }
      return found;
    });
  },
  workflowRun: async (repository, runId) => read(await placeOf(github, repository), runId),
  cancelWorkflowRun: async (repository, runId) => {
    const octokit = await client(github, repository);
    // 409: it has ended; 404: somebody deleted it.
    const over = { statuses: [404, 409], value: null };
    await reachOr('cancel the run of a workflow', over, () =>
      octokit.rest.actions.cancelWorkflowRun({ ...at(repository), run_id: Number(runId) }),
    );
  },
});

const dispatch = async (
  place: Place,
  ask: WorkflowAsk,
): ReturnType<WorkflowRuns['dispatchWorkflow']> => {
  try {
    const { data } = await post(place, ask);
    const told = dispatched.safeParse(data);
    return told.success ? { runId: String(told.data.workflow_run_id) } : null;
  } catch (fault) {
    if (!(fault instanceof RequestError) || ![404, 422].includes(fault.status)) {
      throw faultOf('run a workflow', fault);
    }
    const words = wordsOf(fault);
    return {
      refused:
        fault.status === 404
          ? `the default branch has no workflow file ${ask.file} (${words})`
          : words,
    };
  }
};

const post = async (
  { octokit, repository }: Place,
  { file, branch, inputs }: WorkflowAsk,
): Promise<{ readonly data: unknown }> => {
  const body = {
    ...at(repository),
    workflow_id: file,
    // By its full name: a tag may be called the same.
    ref: `refs/heads/${branch}`,
    inputs: { ...inputs },
  };
  try {
    return await octokit.request(DISPATCH, { ...body, return_run_details: true });
  } catch (fault) {
    // A server from before it could answer refuses the question whole, and has run nothing.
    if (fault instanceof RequestError && fault.status === 400) {
      return octokit.request(DISPATCH, body);
    }
    throw fault;
  }
};

const read = async ({ octokit, repository }: Place, runId: string): Promise<HostRun | null> =>
  reachOr('read the run of a workflow', { statuses: [404, 410], value: null }, async () => {
    const { data } = await octokit.rest.actions.getWorkflowRun({
      ...at(repository),
      run_id: Number(runId),
    });
    return hostRun(data);
  });

const hostRun = (run: {
  readonly id: number | bigint;
  readonly head_sha: string;
  readonly html_url: string;
  readonly status: string | null;
  readonly conclusion: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}): HostRun => {
  const [createdAt, updatedAt] = [fromIso(run.created_at), fromIso(run.updated_at)];
  if (createdAt === null || updatedAt === null)
    throw new HostFault('unreadable', 'A run has no readable time.');
  const isOver = run.status === 'completed';
  return {
    id: String(run.id),
    sha: run.head_sha,
    url: run.html_url,
    status: isOver ? 'completed' : run.status === 'in_progress' ? 'running' : 'queued',
    conclusion: isOver ? (run.conclusion ?? 'unknown') : null,
    createdAt,
    updatedAt,
  };
};
