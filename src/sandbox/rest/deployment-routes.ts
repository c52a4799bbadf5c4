/** Routes for deployments and what is said of them. */
import { APP_BOT } from '../github/accounts.ts';
import { addDeploymentStatus, createDeployment, deploymentOf } from '../github/deployments.ts';
import { deploymentShape, deploymentStatusShape } from '../github/shapes-of-runs.ts';
import { type Answer, type Ask, idIn, pageOf, type Route } from './route.ts';

const create = ({ state, body }: Ask): Answer => {
  const made = createDeployment(state, APP_BOT, body);
  return typeof made === 'string'
    ? { status: 202, body: { message: made } }
    : { status: 201, body: deploymentShape(state, made) };
};

const list = (ask: Ask): Answer => {
  const { sha, ref, environment, task } = ask.query;
  const found = ask.state.deployments.filter(
    (deployment) =>
      (sha === undefined || deployment.sha === sha) &&
      (ref === undefined || deployment.ref === ref) &&
      (task === undefined || deployment.task === task) &&
      (environment === undefined || deployment.environment === environment),
  );
  const { items, more } = pageOf(ask, found.toReversed());
  return { status: 200, body: items.map((each) => deploymentShape(ask.state, each)), ...more };
};

const report = (ask: Ask): Answer => {
  const id = idIn(ask, 'deployment_id');
  const status = addDeploymentStatus(ask.state, APP_BOT, id, ask.body);
  const deployment = deploymentOf(ask.state, id);
  return { status: 201, body: deploymentStatusShape(ask.state, deployment, status) };
};

const listStatuses = (ask: Ask): Answer => {
  const deployment = deploymentOf(ask.state, idIn(ask, 'deployment_id'));
  const { items, more } = pageOf(ask, deployment.statuses.toReversed());
  return {
    status: 200,
    body: items.map((status) => deploymentStatusShape(ask.state, deployment, status)),
    ...more,
  };
};

const route = (method: Route['method'], path: string, answer: Route['answer']): Route => ({
  method,
  template: `/repos/{owner}/{repo}/deployments${path}`,
  caller: 'installation',
  answer,
});

export const deploymentRoutes: readonly Route[] = [
  route('POST', '', create),
  route('GET', '', list),
  route('GET', '/{deployment_id}', (ask) => ({
    status: 200,
    body: deploymentShape(ask.state, deploymentOf(ask.state, idIn(ask, 'deployment_id'))),
  })),
  route('POST', '/{deployment_id}/statuses', report),
  route('GET', '/{deployment_id}/statuses', listStatuses),
];
