/** How GitHub writes workflows and their runs as JSON. */
import { isoTime } from '../time.ts';
import { nodeId } from './node-id.ts';
import type { WorkflowRun } from './records.ts';
import { userShape } from './shapes-of-people.ts';
import { minimalRepositoryShape, pageUrl, repositoryUrl } from './shapes-of-repository.ts';
import { commitOf, type State } from './state.ts';

/** One number for each file. */
const workflowId = (path: string): number =>
  [...path].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 7);

export const workflowShape = (state: State, { path, name, createdAt }: WorkflowRun) => {
  const id = workflowId(path);
  return {
    id,
    node_id: nodeId('W', id),
    name,
    path,
    state: 'active',
    created_at: isoTime(createdAt),
    updated_at: isoTime(createdAt),
    url: `${repositoryUrl(state)}/actions/workflows/${id}`,
    html_url: pageUrl(state, 'actions'),
    badge_url: `${state.url}/badge.svg`,
  };
};

export const workflowRunShape = (state: State, run: WorkflowRun) => {
  const { message, tree, author, committer } = commitOf(state, run.sha);
  const url = `${repositoryUrl(state)}/actions/runs/${run.id}`;
  return {
    id: run.id,
    node_id: nodeId('WFR', run.id),
    name: run.name,
    path: run.path,
    display_title: run.title,
    run_number: run.number,
    run_attempt: run.attempt,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: workflowId(run.path),
    check_suite_id: run.id,
    check_suite_node_id: nodeId('CS', run.id),
    head_branch: run.branch,
    head_sha: run.sha,
    url,
    html_url: pageUrl(state, `actions/${run.id}`),
    pull_requests: [],
    created_at: isoTime(run.createdAt),
    updated_at: isoTime(run.updatedAt),
    run_started_at: isoTime(run.createdAt),
    actor: userShape(state, run.actor),
    triggering_actor: userShape(state, run.triggeredBy),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    artifacts_url: `${url}/artifacts`,
    check_suite_url: `${repositoryUrl(state)}/check-suites/${run.id}`,
    workflow_url: `${repositoryUrl(state)}/actions/workflows/${workflowId(run.path)}`,
    previous_attempt_url: null,
    referenced_workflows: [],
    head_commit: {
      id: run.sha,
      tree_id: tree,
      message,
      timestamp: isoTime(committer.at),
      author: { name: author.name, email: author.email },
      committer: { name: committer.name, email: committer.email },
    },
    repository: minimalRepositoryShape(state),
    head_repository: minimalRepositoryShape(state, run.fork),
  };
};
