/** Runs of dispatched workflows, and buttons that end them as a runner would. */
import { html } from 'hono/html';
import type { WorkflowRun } from '../github/records.ts';
import { button, type Html, page, type View, when } from './page.ts';

const OUTCOMES = [
  ['in progress', ''],
  ['success', 'success'],
  ['failure', 'failure'],
] as const;

export const actionsPage = (view: View, runs: readonly WorkflowRun[]): Html =>
  page(
    view,
    'Actions',
    html`<h1>Actions</h1>
      <p class="soft">Runs of workflows that were dispatched, the newest first.</p>
      ${runs.length === 0 ? html`<p class="soft">None yet.</p>` : runs.toReversed().map((run) => runCard(view, run))}`,
  );

const runCard = (view: View, run: WorkflowRun): Html => {
  const state = run.conclusion ?? run.status;
  return html`<div class="card" data-testid="workflow-run-${run.id}">
    <div class="top">
      <strong>${run.title}</strong>
      <span class="badge ${state}">${state.replace('_', ' ')}</span>
      <span class="soft grow">
        ${run.path} at <a href="/ui/commits/${run.sha}"><code>${run.sha.slice(0, 7)}</code></a>
        by ${run.actor.login} · ${when(run.createdAt)}
      </span>
    </div>
    <details class="text"><summary class="soft">Inputs</summary>
      <pre><code>${JSON.stringify(run.inputs, null, 2)}</code></pre></details>
    <div class="foot">
      <span class="soft">As the runner:</span>
      ${OUTCOMES.map(([label, conclusion]) =>
        button({
          view,
          action: `/ui/actions/${run.id}`,
          label,
          testid: `workflow-run-${run.id}-${label.replace(' ', '-')}`,
          fields: { conclusion },
        }),
      )}
    </div>
  </div>`;
};
