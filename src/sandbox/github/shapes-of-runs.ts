/** How GitHub writes check runs, statuses, deployments and teams as JSON. */
import { isoTime } from '../time.ts';
import type { Team } from './accounts.ts';
import { nodeId } from './node-id.ts';
import type { CheckRun, Deployment, DeploymentStatus } from './records.ts';
import { appShape, userShape } from './shapes-of-people.ts';
import { pageUrl, repositoryUrl } from './shapes-of-repository.ts';
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
  check_suite: suiteShape(state, run),
  app: appShape(state, run.app),
  pull_requests: pullsOf(state, run.sha),
});

/** GitHub names no pull request whose branch is in a fork. */
const pullsOf = (state: State, sha: string) =>
  [...state.pulls.values()]
    .filter((pull) => pull.state === 'open' && pull.fork === null && pull.headSha === sha)
    .map((pull) => ({
      id: pull.id,
      number: pull.number,
      url: `${repositoryUrl(state)}/pulls/${pull.number}`,
      head: { ref: pull.branch, sha: pull.headSha, repo: repositoryName(state) },
      base: { ref: pull.base, sha: pull.baseSha, repo: repositoryName(state) },
    }));

/** What of it shows with each of its runs. */
const suiteShape = (state: State, run: CheckRun) => ({
  id: suiteId(run),
  node_id: nodeId('CS', suiteId(run)),
  head_branch: null,
  head_sha: run.sha,
  status: run.status,
  conclusion: run.conclusion,
  url: `${repositoryUrl(state)}/check-suites/${suiteId(run)}`,
  before: null,
  after: run.sha,
  pull_requests: pullsOf(state, run.sha),
  app: appShape(state, run.app),
  created_at: isoTime(run.startedAt ?? state.clock.now()),
  updated_at: isoTime(run.completedAt ?? run.startedAt ?? state.clock.now()),
});

/** One suite for each app and commit, and for each run of a workflow. */
export const suiteId = (run: CheckRun): number =>
  Number.parseInt(run.sha.slice(0, 8), 16) + run.app.id + (run.workflow?.id ?? 0);

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

export const teamShape = (state: State, team: Team): object => ({
  ...ownTeam(state, team),
  parent: parentOf(state, team),
});

const ownTeam = (state: State, { id, slug }: Team) => {
  const url = `${state.url}/organizations/${ORG.id}/team/${id}`;
  return {
    id,
    node_id: nodeId('T', id),
    name: slug,
    slug,
    description: '',
    privacy: 'closed',
    permission: 'pull',
    url,
    html_url: `${state.url}/orgs/${ORG.login}/teams/${slug}`,
    members_url: `${url}/members{/member}`,
    repositories_url: `${url}/repos`,
  };
};

const repositoryName = (state: State) => {
  const { id, name } = state.repository;
  return { id, name, url: repositoryUrl(state) };
};

const parentOf = (state: State, team: Team) => {
  const parent = state.teams.find((each) => each.slug === team.parent);
  return parent === undefined ? null : ownTeam(state, parent);
};
