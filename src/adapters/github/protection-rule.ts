/**
 * GitHub's own environments ask this app before a job may go there (docs: "Creating custom deployment
 * protection rules"). It is answered by the run's number, never by the address that came with the ask.
 */

import { cut } from '../../core/cut.ts';
import type { Person } from '../../core/person.ts';
import type { JobRun, ProtectionRules } from '../../ports/protection-rules.ts';
import { at, client, type GitHub } from './caller.ts';
import { reach, reachOr } from './fault.ts';

/** More runs that wait at one time than this are found when some of them are answered. */
const MAX_WAITING = 100;
const ANSWER = 'POST /repos/{owner}/{repo}/actions/runs/{run_id}/deployment_protection_rule';
const MAX_COMMENT = 1_024;

export const protectionRules = (github: GitHub): ProtectionRules => ({
  waitingRuns: async (repository) => {
    const octokit = await client(github, repository);
    return reach('list the runs that wait', async () => {
      const path = { ...at(repository), status: 'waiting' as const, per_page: MAX_WAITING };
      const { data } = await octokit.rest.actions.listWorkflowRunsForRepo(path);
      return data.workflow_runs.map((run) => ({
        id: String(run.id),
        attempt: run.run_attempt ?? 1,
      }));
    });
  },
  jobRun: async (repository, runId) => {
    const octokit = await client(github, repository);
    const gone = { statuses: [404, 410], value: null };
    return reachOr('read the run of a job', gone, async () => {
      const path = { ...at(repository), run_id: Number(runId) };
      const { data } = await octokit.rest.actions.getWorkflowRun(path);
      return jobRun(data, repository.id);
    });
  },
  pendingEnvironments: async (repository, runId) => {
    const octokit = await client(github, repository);
    const gone = { statuses: [404, 410], value: [] };
    return reachOr('list what a run waits for', gone, async () => {
      const path = { ...at(repository), run_id: Number(runId) };
      const { data } = await octokit.rest.actions.getPendingDeploymentsForRun(path);
      return data.flatMap(({ environment }) => environment.name ?? []);
    });
  },
  guards: async (repository, environment) => {
    const octokit = await client(github, repository);
    const none = { statuses: [404], value: false };
    return reachOr('list the protection rules of an environment', none, async () => {
      const path = { ...at(repository), environment_name: environment };
      const { data } = await octokit.rest.repos.getAllDeploymentProtectionRules(path);
      const rules = data.custom_deployment_protection_rules ?? [];
      return rules.some((rule) => rule.enabled && rule.app.id === github.appId);
    });
  },
  answerJob: async (repository, { runId, environment }, { state, comment }) => {
    const octokit = await client(github, repository);
    // 404: the run is gone; 422: nothing of it waits for this app any more.
    const gone = { statuses: [404, 422], value: 'gone' as const };
    return reachOr('answer a waiting job', gone, async () => {
      await octokit.request(ANSWER, {
        ...at(repository),
        run_id: Number(runId),
        environment_name: environment,
        comment: bounded(comment),
        ...(state === null ? {} : { state }),
      } as Parameters<typeof octokit.request<typeof ANSWER>>[1]);
      return 'answered' as const;
    });
  },
});

interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: string;
}

const jobRun = (
  run: {
    readonly id: number | bigint;
    readonly run_attempt?: number;
    readonly head_sha: string;
    readonly html_url: string;
    readonly status: string | null;
    readonly conclusion: string | null;
    readonly actor?: Account | null;
    readonly triggering_actor?: Account | null;
    readonly head_repository: { readonly id: number; readonly full_name: string } | null;
  },
  repositoryId: number,
): JobRun => {
  const { head_repository: source, triggering_actor: now, actor: first } = run;
  const people = [now, first].flatMap((each) => (each ? [personOf(each)] : []));
  return {
    id: String(run.id),
    attempt: run.run_attempt ?? 1,
    sha: run.head_sha,
    url: run.html_url,
    people: people.filter((each, index) => people.findIndex(({ id }) => id === each.id) === index),
    fork: source?.id === repositoryId ? null : (source?.full_name ?? 'a deleted fork'),
    conclusion: run.status === 'completed' ? (run.conclusion ?? 'unknown') : null,
  };
};

const personOf = ({ id, login, type }: Account): Person => ({
  id,
  login,
  machine: type === 'Bot' || login.endsWith('[bot]'),
});

const bounded = (text: string): string =>
  text.length <= MAX_COMMENT ? text : `${cut(text, MAX_COMMENT - 1)}…`;
