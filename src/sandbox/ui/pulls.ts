/** The list of pull requests, and the form that opens one. */
import { html } from 'hono/html';
import type { Pull } from '../github/records.ts';
import { nextNumber } from '../github/state.ts';
import { policyOf, thingsToTry, whoIsWho } from './guide.ts';
import { issuesOf } from './issue.ts';
import { type Html, hidden, page, type View, when } from './page.ts';

export const stateOf = (pull: Pull): string => (pull.merged === null ? pull.state : 'merged');

/** A branch of a fork carries its owner, as on GitHub. */
export const branchOf = ({ fork, branch }: Pull): string =>
  fork === null ? branch : `${fork.owner.login}:${branch}`;

export const pullsPage = (view: View): Html => {
  const pulls = [...view.state.pulls.values()].toReversed();
  return page(
    view,
    'Pull requests',
    html`<h1>Pull requests</h1>
      <div class="card" data-testid="pulls">
        ${
          pulls.length === 0
            ? html`<div class="row soft">None yet. Open the first one below.</div>`
            : pulls.map(rowOf)
        }
      </div>
      ${pulls.length === 0 ? thingsToTry : ''}
      <h2>Open a pull request</h2>
      ${openForm(view)} ${issuesOf(view)} ${whoIsWho(view)} ${policyOf(view)}`,
  );
};

const rowOf = (pull: Pull): Html => html`<div class="row" data-testid="pull-${pull.number}">
  <span class="badge ${stateOf(pull)}">${stateOf(pull)}</span>
  <a href="/ui/pulls/${pull.number}">${pull.title}</a>
  <span class="num grow">#${pull.number}</span>
  <span class="soft">${pull.author.login} · ${branchOf(pull)} · ${when(pull.createdAt)}</span>
</div>`;

const openForm = (view: View): Html => {
  const next = nextNumber(view.state);
  return html`<form class="stack" method="post" action="/ui/pulls" data-testid="open-pull">
    ${hidden({ back: view.path })}
    <label>Title <input name="title" required value="Change number ${next}" data-testid="title" /></label>
    <label>Branch <input name="branch" required value="change-${next}" data-testid="branch" /></label>
    <label>File <input name="path" required value="src/change-${next}.txt" data-testid="path" /></label>
    <label>Its text <textarea name="content" data-testid="content">Something new, number ${next}.</textarea></label>
    <label>Description <textarea name="body" data-testid="body"></textarea></label>
    <label class="line"><input type="checkbox" name="fork" value="yes" data-testid="fork" /> from a fork of your own (needs no write access)</label>
    <label class="line"><input type="checkbox" name="sign" value="yes" data-testid="sign" /> its commit signed</label>
    <div class="buttons"><button class="main" data-testid="open">Open as ${view.who.login}</button></div>
  </form>`;
};
