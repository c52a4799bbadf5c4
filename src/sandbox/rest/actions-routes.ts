/** Routes of GitHub Actions: dispatching a workflow, and following its run. */
import { APP_BOT } from '../github/accounts.ts';
import { cancelWorkflowRun, dispatchWorkflow, workflowRunOf } from '../github/actions.ts';
import type { WorkflowRun } from '../github/records.ts';
import { workflowRunShape } from '../github/shapes-of-actions.ts';
import { isoTime } from '../time.ts';
import { type Answer, type Ask, idIn, pageOf, type Route } from './route.ts';

/** GitHub tells of the run only where it is asked to. */
const dispatch = ({ state, params, body }: Ask): Answer => {
  const run = dispatchWorkflow(state, APP_BOT, params.workflow_id ?? '', body);
  if (body.return_run_details !== true) return { status: 204, body: null };
  const { url, html_url } = workflowRunShape(state, run);
  return { status: 200, body: { workflow_run_id: run.id, run_url: url, html_url } };
};

const list = (ask: Ask): Answer => {
  const { state, params, query } = ask;
  const file = params.workflow_id;
  const found = state.workflowRuns.filter(
    (run) =>
      (file === undefined || run.path === `.github/workflows/${file}`) &&
      (query.event === undefined || run.event === query.event) &&
      (query.head_sha === undefined || run.sha === query.head_sha) &&
      (query.branch === undefined || run.branch === query.branch) &&
      (query.actor === undefined || run.actor.login === query.actor) &&
      (query.status === undefined || [run.status, run.conclusion].includes(query.status)) &&
      isWithin(run, query.created),
  );
  const { items, more } = pageOf(ask, found.toReversed());
  const runs = items.map((run) => workflowRunShape(state, run));
  return { status: 200, body: { total_count: found.length, workflow_runs: runs }, ...more };
};

/** Of GitHub's search syntax for times the one form `>=2026-11-21T09:12:00Z`. */
const isWithin = (run: WorkflowRun, created: string | undefined): boolean =>
  created === undefined || !created.startsWith('>=') || isoTime(run.createdAt) >= created.slice(2);

const route = (method: Route['method'], path: string, answer: Route['answer']): Route => ({
  method,
  template: `/repos/{owner}/{repo}/actions${path}`,
  caller: 'installation',
  answer,
});

export const actionsRoutes: readonly Route[] = [
  route('POST', '/workflows/{workflow_id}/dispatches', dispatch),
  route('GET', '/workflows/{workflow_id}/runs', list),
  route('GET', '/runs', list),
  route('GET', '/runs/{run_id}', (ask) => ({
    status: 200,
    body: workflowRunShape(ask.state, workflowRunOf(ask.state, idIn(ask, 'run_id'))),
  })),
  route('POST', '/runs/{run_id}/cancel', (ask) => {
    cancelWorkflowRun(ask.state, APP_BOT, idIn(ask, 'run_id'));
    return { status: 202, body: {} };
  }),
];
