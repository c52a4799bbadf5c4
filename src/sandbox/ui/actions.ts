/** Runs of workflows, with buttons that start a job before an environment and end runs as a runner would. */
import { html } from 'hono/html';
import type { ProtectedJob, WorkflowRun } from '../github/records.ts';
import { button, type Html, hidden, page, type View, when } from './page.ts';

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
      <p class="soft">Runs of workflows, the newest first.</p>
      ${runs.length === 0 ? html`<p class="soft">None yet.</p>` : runs.toReversed().map((run) => runCard(view, run))}
      ${jobForms(view)}`,
  );

const runCard = (view: View, run: WorkflowRun): Html => {
  const state = run.conclusion ?? run.status;
  const job = view.state.protectedJobs.find(({ runId }) => runId === run.id);
  return html`<div class="card" data-testid="workflow-run-${run.id}">
    <div class="top">
      <strong>${run.title}</strong>
      <span class="badge ${state}">${state.replace('_', ' ')}</span>
      <span class="soft grow">
        ${run.path} at <a href="/ui/commits/${run.sha}"><code>${run.sha.slice(0, 7)}</code></a>
        by ${run.actor.login} · ${when(run.createdAt)}
      </span>
    </div>
    ${job === undefined ? inputsAndEnds(view, run) : jobPart(view, run, job)}
  </div>`;
};

const inputsAndEnds = (view: View, run: WorkflowRun): Html => html`<details class="text">
    <summary class="soft">Inputs</summary>
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
  </div>`;

/** What the app said to the job, and what can be done with it now. */
const jobPart = (view: View, run: WorkflowRun, { reports, answer, waits }: ProtectedJob): Html => {
  const press = (label: string, to: string, fields = {}): Html =>
    button({
      view,
      action: `/ui/jobs/${run.id}/${to}`,
      label,
      testid: `job-${run.id}-${label.replaceAll(' ', '-')}`,
      fields,
    });
  return html`${[
    ...reports,
    ...(answer === null ? [] : [`${answer.state}: ${answer.comment}`]),
  ].map((said) => html`<div class="row"><span class="soft grow">The app: ${said}</span></div>`)}
  <div class="foot">
    ${waits ? press('let it go as an admin', 'bypass') : ''}
    ${run.status === 'in_progress' ? ['success', 'failure'].map((conclusion) => press(conclusion, 'end', { conclusion })) : ''}
    ${
      run.status === 'completed'
        ? press('run it again', 'rerun')
        : press('cancel', 'end', { conclusion: 'cancelled' })
    }
  </div>`;
};

const jobForms = (view: View): Html => {
  const { guarded, branches } = view.state;
  const rules = guarded.size === 0 ? 'no environment yet' : [...guarded].join(', ');
  return html`<h2>A job that waits before an environment</h2>
    <p class="soft" data-testid="guarded">The app is a protection rule of: ${rules}.</p>
    <form class="stack" method="post" action="/ui/jobs/protect">
      ${hidden({ back: view.path })}
      <label>Environment <input name="environment" required value="staging" data-testid="protect-environment" /></label>
      <div class="buttons"><button data-testid="protect">Add the app as its protection rule, as ${view.who.login}</button></div>
    </form>
    <form class="stack" method="post" action="/ui/jobs">
      ${hidden({ back: view.path })}
      <label>Environment <input name="environment" required value="staging" data-testid="job-environment" /></label>
      <label>Branch <select name="branch" data-testid="job-branch">${[...branches.keys()].map((name) => html`<option>${name}</option>`)}</select></label>
      <div class="buttons"><button class="main" data-testid="start-job">Start the job as ${view.who.login}</button></div>
    </form>`;
};
