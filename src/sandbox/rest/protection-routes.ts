/** Routes by which an app is asked, and answers, whether a job may go to an environment. */
import { APP } from '../github/apps.ts';
import { nodeId } from '../github/node-id.ts';
import { pendingJobs, reviewJob } from '../github/protection.ts';
import { pageUrl } from '../github/shapes-of-repository.ts';
import { type Answer, type Ask, idIn, type Route } from './route.ts';

const review = (ask: Ask): Answer => {
  reviewJob(ask.state, idIn(ask, 'run_id'), ask.body);
  return { status: 204, body: null };
};

const environmentId = (name: string): number =>
  [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 1_000_003, 11);

const pending = (ask: Ask): Answer => ({
  status: 200,
  body: pendingJobs(ask.state, idIn(ask, 'run_id')).map(({ environment }) => ({
    environment: {
      id: environmentId(environment),
      node_id: nodeId('EN', environmentId(environment)),
      name: environment,
      url: `${ask.address}/${environment}`,
      html_url: pageUrl(ask.state, `deployments/${environment}`),
    },
    wait_timer: 0,
    wait_timer_started_at: null,
    current_user_can_approve: false,
    reviewers: [],
  })),
});

const rules = (ask: Ask): Answer => {
  const environment = decodeURIComponent(ask.params.environment_name ?? '');
  const isGuarded = ask.state.guarded.has(environment);
  const rule = {
    id: environmentId(environment) + 1,
    node_id: nodeId('GA', environmentId(environment) + 1),
    enabled: true,
    app: {
      id: APP.id,
      slug: APP.slug,
      integration_url: `${ask.state.url}/apps/${APP.slug}`,
      node_id: nodeId('A', APP.id),
    },
  };
  return {
    status: 200,
    body: {
      total_count: isGuarded ? 1 : 0,
      custom_deployment_protection_rules: isGuarded ? [rule] : [],
    },
  };
};

const route = (method: Route['method'], path: string, answer: Route['answer']): Route => ({
  method,
  template: `/repos/{owner}/{repo}${path}`,
  caller: 'installation',
  answer,
});

export const protectionRoutes: readonly Route[] = [
  route('POST', '/actions/runs/{run_id}/deployment_protection_rule', review),
  route('GET', '/actions/runs/{run_id}/pending_deployments', pending),
  route('GET', '/environments/{environment_name}/deployment_protection_rules', rules),
];
