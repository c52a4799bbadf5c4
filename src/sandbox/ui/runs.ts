/** Check runs and statuses of a commit, with their buttons. */
import { html, raw } from 'hono/html';
import { APP } from '../github/apps.ts';
import { latestChecks } from '../github/checks.ts';
import type { CheckRun } from '../github/records.ts';
import type { State } from '../github/state.ts';
import { latestStatuses } from '../github/statuses.ts';
import { markdown } from './markdown.ts';
import { button, type Html, page, type View } from './page.ts';

/** Checks that can always be set green or red, whether they ran or not. */
const USUAL = ['build', 'test'];

export const runsOf = (view: View, sha: string): Html => {
  const runs = latestChecks(view.state, sha);
  const ours = runs.filter((run) => run.app.id === APP.id);
  return html`${ours.map((run) => runCard(view, run))}
    <div class="card" data-testid="ci-${sha}">
      ${namesOf(view.state, runs).map((name) => {
        const run = runs.find((each) => each.app.id !== APP.id && each.name === name);
        return ciRow(view, sha, name, run);
      })}
      ${latestStatuses(view.state, sha).map(
        (status) => html`<div class="row"><span class="dot ${status.state}">${status.context}</span>
          <span class="soft">status: ${status.state}</span></div>`,
      )}
    </div>`;
};

const namesOf = (state: State, runs: readonly CheckRun[]): readonly string[] => [
  ...new Set([
    ...USUAL,
    ...state.requiredChecks,
    ...runs.filter((run) => run.app.id !== APP.id).map((run) => run.name),
  ]),
];

const ciRow = (view: View, sha: string, name: string, run: CheckRun | undefined): Html => {
  const state = run?.conclusion ?? run?.status ?? 'has not run';
  const set = (label: string, conclusion: string) =>
    button({
      view,
      action: '/ui/checks',
      label,
      testid: `ci-${name}-${label}`,
      fields: { sha, name, conclusion },
    });
  return html`<div class="row" data-testid="ci-row-${name}">
    <span class="dot ${state}">${name}</span>
    <span class="soft grow">CI: ${state}</span>
    ${set('running', '')} ${set('green', 'success')} ${set('red', 'failure')}
  </div>`;
};

const runCard = (view: View, run: CheckRun): Html => {
  const state = run.conclusion ?? run.status;
  const buttons = run.status === 'completed' ? run.actions : [];
  return html`<div class="card app" data-testid="run-${run.id}">
    <div class="top">
      <strong class="dot ${state}">${run.name}</strong>
      <span class="badge ${state}">${state.replace('_', ' ')}</span>
      <span class="grow">${run.title ?? ''}</span>
      <a class="soft" href="/ui/checks/${run.id}">details</a>
    </div>
    <div class="text" data-testid="summary">${raw(markdown(run.summary ?? ''))}</div>
    ${run.text === null ? '' : html`<div class="text">${raw(markdown(run.text))}</div>`}
    <div class="foot">
      ${buttons.map((action) =>
        button({
          view,
          action: `/ui/checks/${run.id}/press`,
          label: action.label,
          title: action.description,
          testid: `press-${action.identifier}`,
          fields: { identifier: action.identifier },
        }),
      )}
      ${
        run.status === 'completed'
          ? button({
              view,
              action: `/ui/checks/${run.id}/rerequest`,
              label: 'Re-run',
              testid: `rerequest-${run.id}`,
            })
          : html`<span class="soft">Buttons show when the run has completed.</span>`
      }
    </div>
  </div>`;
};

export const runPage = (view: View, run: CheckRun): Html =>
  page(
    view,
    run.name,
    html`<h1>${run.name}</h1>
      <p class="soft">by ${run.app.slug}, for commit
        <a href="/ui/commits/${run.sha}"><code>${run.sha.slice(0, 7)}</code></a></p>
      ${runCard(view, run)}`,
  );
