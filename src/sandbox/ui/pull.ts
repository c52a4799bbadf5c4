/** The page of one pull request: what was said, what runs, and what you can do. */
import { html, raw } from 'hono/html';
import type { Pull, Review } from '../github/records.ts';
import { commitsOf } from '../github/state.ts';
import { commentCard } from './comment.ts';
import { deploymentCard, isRunning } from './deployments.ts';
import { markdown } from './markdown.ts';
import { button, type Html, hidden, page, type View, when } from './page.ts';
import { branchOf, stateOf } from './pulls.ts';
import { runsOf } from './runs.ts';

export const pullPage = (view: View, pull: Pull): Html => {
  const shas = [pull.headSha, ...(pull.merged === null ? [] : [pull.merged.sha])];
  const deployments = view.state.deployments.filter((each) => shas.includes(each.sha)).toReversed();
  // An environment takes one deployment at a time, so these may be what this one waits for.
  const others = view.state.deployments.filter(
    (each) => !shas.includes(each.sha) && isRunning(each),
  );
  return page(
    view,
    pull.title,
    html`<h1>${pull.title} <span class="num">#${pull.number}</span></h1>
      <p class="soft">
        <span class="badge ${stateOf(pull)}" data-testid="state">${stateOf(pull)}</span>
        ${pull.author.login} wants to merge
        ${commitsOf(view.state, pull).length} commit(s) from <code>${branchOf(pull)}</code> into
        <code>${pull.base}</code>; head
        <a href="/ui/commits/${pull.headSha}"><code data-testid="head">${pull.headSha.slice(0, 7)}</code></a>
        ${
          pull.merged === null
            ? ''
            : html`, merged by ${pull.merged.by.login} as
                <a href="/ui/commits/${pull.merged.sha}"><code>${pull.merged.sha.slice(0, 7)}</code></a>`
        }
      </p>
      ${conversation(view, pull)} ${sayForm(view, pull)}
      <h2>Checks of the head</h2>
      ${runsOf(view, pull.headSha)}
      ${
        pull.merged === null
          ? ''
          : html`<h2>Checks of the merge commit</h2>
              ${runsOf(view, pull.merged.sha)}`
      }
      <h2>Deployments</h2>
      ${
        deployments.length === 0
          ? html`<p class="soft">None of these commits.</p>`
          : deployments.map((each) => deploymentCard(view, each))
      }
      ${
        others.length === 0
          ? ''
          : html`<h2>Still running, of other commits</h2>
              <div data-testid="others">${others.map((each) => deploymentCard(view, each))}</div>`
      }
      ${pull.state === 'open' ? changeForms(view, pull) : ''}`,
  );
};

const conversation = (view: View, pull: Pull): readonly Html[] => {
  const { comments, reviews } = view.state;
  const entries = [
    ...comments
      .filter((each) => each.number === pull.number)
      .map((each) => ({ id: each.id, shown: commentCard(each) })),
    ...reviews
      .filter((each) => each.number === pull.number)
      .map((each) => ({ id: each.id, shown: reviewCard(view, pull, each) })),
  ].sort((a, b) => a.id - b.id);
  const description =
    pull.body === ''
      ? []
      : [
          html`<div class="card">
            <div class="top"><strong>${pull.author.login}</strong></div>
            <div class="text">${raw(markdown(pull.body))}</div>
          </div>`,
        ];
  return [...description, ...entries.map(({ shown }) => shown)];
};

const reviewCard = (view: View, pull: Pull, review: Review): Html => {
  const said = review.state.toLowerCase().replace('_', ' ');
  const standing = review.state === 'APPROVED' || review.state === 'CHANGES_REQUESTED';
  return html`<div class="card" id="review-${review.id}" data-testid="review-${review.id}">
    <div class="top">
      <strong>${review.author.login}</strong>
      <span class="${review.state === 'APPROVED' ? 'dot success' : 'dot'}">review: ${said}</span>
      <span class="soft grow">of <code>${review.commit.slice(0, 7)}</code> · ${when(review.at)}</span>
      ${
        standing
          ? button({
              view,
              action: `/ui/pulls/${pull.number}/dismiss`,
              label: 'Dismiss',
              testid: `dismiss-${review.id}`,
              fields: { review: review.id },
            })
          : ''
      }
    </div>
    ${review.body === '' ? '' : html`<div class="text">${raw(markdown(review.body))}</div>`}
  </div>`;
};

const sayForm = (view: View, pull: Pull): Html => html`<form
  class="stack"
  method="post"
  action="/ui/pulls/${pull.number}/say"
  data-testid="say"
>
  ${hidden({ back: view.path })}
  <label>As ${view.who.login}
    <textarea name="body" placeholder="/promote staging" data-testid="comment"></textarea></label>
  <div class="buttons">
    <button class="main" name="as" value="comment" data-testid="send-comment">Comment</button>
    <button name="as" value="APPROVE" data-testid="approve">Review: approve</button>
    <button name="as" value="REQUEST_CHANGES" data-testid="request-changes">Review: request changes</button>
  </div>
</form>`;

const changeForms = (view: View, pull: Pull): Html => html`<h2>Merge or close</h2>
  <div class="buttons">
    ${(['merge', 'squash', 'rebase'] as const).map((method) =>
      button({
        view,
        action: `/ui/pulls/${pull.number}/merge`,
        label: method === 'merge' ? 'Merge' : `Merge by ${method}`,
        testid: `merge-${method}`,
        main: method === 'merge',
        fields: { method },
      }),
    )}
    ${button({ view, action: `/ui/pulls/${pull.number}/close`, label: 'Close', testid: 'close' })}
  </div>
  <h2>Push another commit</h2>
  <form class="stack" method="post" action="/ui/pulls/${pull.number}/push" data-testid="push">
    ${hidden({ back: view.path })}
    <label>File <input name="path" required value="src/${pull.branch}-more.txt" data-testid="push-path" /></label>
    <label>Its text <textarea name="content" data-testid="push-content">Even more.</textarea></label>
    <label class="line"><input type="checkbox" name="force" value="yes" /> in the place of the last commit (force)</label>
    <label class="line"><input type="checkbox" name="sign" value="yes" data-testid="push-sign" /> signed</label>
    <div class="buttons"><button data-testid="push-send">Push as ${view.who.login}</button></div>
  </form>`;
