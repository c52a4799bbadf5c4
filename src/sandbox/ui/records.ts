/** What was sent to the app, and commits and their files. */
import { html } from 'hono/html';
import type { Delivery } from '../github/deliver.ts';
import type { Commit } from '../github/git.ts';
import { button, type Html, page, type View, when } from './page.ts';
import { runsOf } from './runs.ts';

/** More than these are not shown. */
const MOST = 100;

export const deliveriesPage = (view: View, deliveries: readonly Delivery[]): Html =>
  page(
    view,
    'Deliveries',
    html`<h1>Deliveries</h1>
      <p class="soft">Webhooks sent to the app, the newest first.</p>
      <div class="card" data-testid="deliveries">
        ${deliveries.length === 0 ? html`<div class="row soft">None yet.</div>` : ''}
        ${deliveries
          .toReversed()
          .slice(0, MOST)
          .map((each) => deliveryRow(view, each))}
      </div>`,
  );

const deliveryRow = (view: View, delivery: Delivery): Html => {
  const { id, event, action, status } = delivery;
  const state = status === 0 ? 'pending' : status < 300 ? 'success' : 'failure';
  return html`<div class="row" data-testid="delivery-${id}">
    <span class="dot ${state}">${event}${action === null ? '' : `.${action}`}</span>
    <span class="soft grow">${status === 0 ? 'on its way' : status} · ${id}</span>
    ${button({ view, action: '/ui/deliveries', label: 'Send again', testid: 'redeliver', fields: { id } })}
    <details style="flex-basis:100%"><summary class="soft">Body</summary>
      <pre><code>${JSON.stringify(JSON.parse(delivery.body), null, 2)}</code></pre></details>
  </div>`;
};

export const commitPage = (view: View, commit: Commit): Html =>
  page(
    view,
    commit.sha.slice(0, 7),
    html`<h1>${commit.message.split('\n')[0] ?? ''}</h1>
      <p class="soft">
        <code>${commit.sha}</code> by ${commit.author.name} &lt;${commit.author.email}&gt;, committed by
        ${commit.committer.name}, ${when(commit.committer.at)}
      </p>
      <pre><code>${commit.message}</code></pre>
      <h2>Checks</h2>
      ${runsOf(view, commit.sha)}
      <h2>Files</h2>
      <div class="card">
        ${Object.keys(view.state.git.files(commit.tree))
          .sort()
          .map(
            (path) =>
              html`<div class="row"><a href="/ui/files/${commit.sha}/${path}">${path}</a></div>`,
          )}
      </div>`,
  );

export const filePage = (view: View, commit: Commit, path: string, text: string): Html =>
  page(
    view,
    path,
    html`<h1>${path}</h1>
      <p class="soft">at <a href="/ui/commits/${commit.sha}"><code>${commit.sha.slice(0, 7)}</code></a></p>
      <pre><code>${text}</code></pre>`,
  );
