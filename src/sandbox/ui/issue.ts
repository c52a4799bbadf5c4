/** The page of one issue, and the list of issues with the form that opens one. */
import { html, raw } from 'hono/html';
import type { Issue } from '../github/records.ts';
import { commentCard } from './comment.ts';
import { markdown } from './markdown.ts';
import { type Html, hidden, page, type View, when } from './page.ts';

export const issuePage = (view: View, issue: Issue): Html =>
  page(
    view,
    issue.title,
    html`<h1>${issue.title} <span class="num">#${issue.number}</span></h1>
      <p class="soft">An issue of ${issue.author.login}, ${when(issue.createdAt)}</p>
      ${issue.body === '' ? '' : html`<div class="card"><div class="text">${raw(markdown(issue.body))}</div></div>`}
      ${view.state.comments.filter((each) => each.number === issue.number).map(commentCard)}
      <form class="stack" method="post" action="/ui/issues/${issue.number}/say" data-testid="say">
        ${hidden({ back: view.path })}
        <label>As ${view.who.login} <textarea name="body" data-testid="comment"></textarea></label>
        <div class="buttons"><button class="main" data-testid="send-comment">Comment</button></div>
      </form>`,
  );

export const issuesOf = (view: View): Html => {
  const issues = [...view.state.issues.values()].toReversed();
  return html`<h2>Issues</h2>
    ${issues.length === 0 ? '' : html`<div class="card" data-testid="issues">${issues.map(rowOf)}</div>`}
    <form class="stack" method="post" action="/ui/issues" data-testid="open-issue">
      ${hidden({ back: view.path })}
      <label>Title <input name="title" required data-testid="issue-title" /></label>
      <label>Description <textarea name="body" data-testid="issue-body"></textarea></label>
      <div class="buttons"><button data-testid="open-issue-send">Open an issue as ${view.who.login}</button></div>
    </form>`;
};

const rowOf = (issue: Issue): Html => html`<div class="row" data-testid="issue-${issue.number}">
  <a href="/ui/issues/${issue.number}">${issue.title}</a>
  <span class="num grow">#${issue.number}</span>
  <span class="soft">${issue.author.login} · ${when(issue.createdAt)}</span>
</div>`;
