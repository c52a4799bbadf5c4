/** How GitHub writes check runs, statuses, deployments and teams as JSON. */
import { isoTime } from '../time.ts';
import type { Team } from './accounts.ts';
import type { CheckRun, CommitStatus, Deployment, DeploymentStatus } from './records.ts';
import { appShape, nodeId, pageUrl, repositoryUrl, userShape } from './shapes.ts';
import { ORG, type State } from './state.ts';

const timeOrNull = (at: number | null): string | null => (at === null ? null : isoTime(at));

export const checkRunShape = (state: State, run: CheckRun) => ({
  id: run.id,
  node_id: nodeId('CR', run.id),
  name: run.name,
  head_sha: run.sha,
  external_id: run.externalId,
  url: `${repositoryUrl(state)}/check-runs/${run.id}`,
  html_url: pageUrl(state, `checks/${run.id}`),
  details_url: run.detailsUrl ?? pageUrl(state, `checks/${run.id}`),
  status: run.status,
  conclusion: run.conclusion,
  started_at: timeOrNull(run.startedAt),
  completed_at: timeOrNull(run.completedAt),
  output: {
    title: run.title,
    summary: run.summary,
    text: run.text,
    annotations_count: run.annotations.length,
    annotations_url: `${repositoryUrl(state)}/check-runs/${run.id}/annotations`,
  },
  check_suite: { id: suiteId(run) },
  app: appShape(state, run.app),
  pull_requests: [...state.pulls.values()]
    // GitHub names no pull request whose branch is in a fork.
    .filter((pull) => pull.state === 'open' && pull.fork === null && pull.headSha === run.sha)
    .map((pull) => ({
      id: pull.id,
      number: pull.number,
      head: { ref: pull.branch, sha: pull.headSha },
      base: { ref: pull.base, sha: pull.baseSha },
    })),
});

/** One suite for each app and commit, and for each run of a workflow. */
export const suiteId = (run: CheckRun): number =>
  Number.parseInt(run.sha.slice(0, 8), 16) + run.app.id + (run.workflow?.id ?? 0);

export const statusShape = (state: State, status: CommitStatus) => ({
  id: status.id,
  node_id: nodeId('SC', status.id),
  state: status.state,
  context: status.context,
  description: status.description,
  target_url: status.targetUrl,
  creator: userShape(state, status.creator),
  created_at: isoTime(status.at),
  updated_at: isoTime(status.at),
});

export const deploymentShape = (state: State, deployment: Deployment) => ({
  id: deployment.id,
  node_id: nodeId('DE', deployment.id),
  url: `${repositoryUrl(state)}/deployments/${deployment.id}`,
  statuses_url: `${repositoryUrl(state)}/deployments/${deployment.id}/statuses`,
  repository_url: repositoryUrl(state),
  sha: deployment.sha,
  ref: deployment.ref,
  task: deployment.task,
  payload: deployment.payload,
  original_environment: deployment.environment,
  environment: deployment.environment,
  description: deployment.description,
  creator: userShape(state, deployment.creator),
  created_at: isoTime(deployment.at),
  updated_at: isoTime(deployment.statuses.at(-1)?.at ?? deployment.at),
  transient_environment: deployment.transient,
  production_environment: deployment.production,
  performed_via_github_app:
    deployment.through === null ? null : appShape(state, deployment.through),
});

export const deploymentStatusShape = (
  state: State,
  deployment: Deployment,
  status: DeploymentStatus,
) => ({
  id: status.id,
  node_id: nodeId('DES', status.id),
  url: `${repositoryUrl(state)}/deployments/${deployment.id}/statuses/${status.id}`,
  deployment_url: `${repositoryUrl(state)}/deployments/${deployment.id}`,
  repository_url: repositoryUrl(state),
  state: status.state,
  description: status.description,
  environment: deployment.environment,
  environment_url: status.environmentUrl,
  log_url: status.logUrl,
  target_url: status.logUrl,
  creator: userShape(state, status.creator),
  created_at: isoTime(status.at),
  updated_at: isoTime(status.at),
  performed_via_github_app: null,
});

export const teamShape = (state: State, team: Team) => ({
  id: team.id,
  node_id: nodeId('T', team.id),
  name: team.slug,
  slug: team.slug,
  description: '',
  privacy: 'closed',
  permission: 'pull',
  html_url: `${state.url}/orgs/${ORG.login}/teams/${team.slug}`,
  parent: parentOf(state, team),
});

const parentOf = (state: State, team: Team) => {
  const parent = state.teams.find((each) => each.slug === team.parent);
  return parent === undefined
    ? null
    : { id: parent.id, node_id: nodeId('T', parent.id), name: parent.slug, slug: parent.slug };
};
