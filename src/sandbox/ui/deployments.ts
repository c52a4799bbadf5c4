/** Deployments, and buttons that finish them as GitHub Actions would. */
import { html } from 'hono/html';
import type { Deployment } from '../github/records.ts';
import { button, type Html, page, type View, when } from './page.ts';

const OUTCOMES = ['in_progress', 'success', 'failure', 'error'];

export const deploymentsPage = (view: View): Html => {
  const all = view.state.deployments.toReversed();
  return page(
    view,
    'Deployments',
    html`<h1>Deployments</h1>
      ${
        all.length === 0
          ? html`<p class="soft">None yet.</p>`
          : all.map((each) => deploymentCard(view, each))
      }`,
  );
};

const ENDED = ['success', 'failure', 'error', 'inactive'];

export const isRunning = ({ statuses }: Deployment): boolean =>
  !ENDED.includes(statuses.at(-1)?.state ?? 'waiting');

export const deploymentCard = (view: View, deployment: Deployment): Html => {
  const state = deployment.statuses.at(-1)?.state ?? 'waiting';
  return html`<div class="card" data-testid="deployment-${deployment.id}">
    <div class="top">
      <strong>${deployment.environment}</strong>
      <span class="badge ${state}" data-testid="deployment-state">${state.replace('_', ' ')}</span>
      <span class="soft grow">
        <a href="/ui/commits/${deployment.sha}"><code>${deployment.sha.slice(0, 7)}</code></a>
        by ${deployment.creator.login} · ${when(deployment.at)} · ${deployment.description}
      </span>
    </div>
    ${deployment.statuses.map(
      (status) => html`<div class="row">
        <span class="dot ${status.state}">${status.state.replace('_', ' ')}</span>
        <span class="soft grow">${status.creator.login} · ${when(status.at)} ${status.description}</span>
      </div>`,
    )}
    <details class="text"><summary class="soft">Payload</summary>
      <pre><code>${JSON.stringify(deployment.payload, null, 2)}</code></pre></details>
    <div class="foot">
      <span class="soft">As github-actions[bot]:</span>
      ${OUTCOMES.map((outcome) =>
        button({
          view,
          action: `/ui/deployments/${deployment.id}`,
          label: outcome.replace('_', ' '),
          testid: `deploy-${outcome}`,
          fields: { state: outcome },
        }),
      )}
    </div>
  </div>`;
};
