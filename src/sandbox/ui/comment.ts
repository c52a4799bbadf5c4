/** One comment as it is shown under an issue or a pull request. */
import { html, raw } from 'hono/html';
import type { Comment } from '../github/records.ts';
import { markdown } from './markdown.ts';
import { type Html, when } from './page.ts';

export const commentCard = (comment: Comment): Html => {
  const text = html`<div class="text">${raw(markdown(comment.body))}</div>`;
  const reactions = comment.reactions.map(({ content }) => REACTIONS[content] ?? content);
  return html`<div
    class="card ${comment.app === null ? '' : 'app'}"
    id="comment-${comment.id}"
    data-testid="comment-${comment.id}"
  >
    <div class="top">
      <strong>${comment.author.login}</strong>
      ${comment.app === null ? '' : html`<span class="badge">app</span>`}
      <span class="soft grow">${when(comment.createdAt)}</span>
      ${reactions.length === 0 ? '' : html`<span data-testid="reactions">${reactions.join(' ')}</span>`}
    </div>
    ${
      comment.minimized === null
        ? text
        : html`<details class="text"><summary>Folded as ${comment.minimized}</summary>${text}</details>`
    }
  </div>`;
};

const REACTIONS: Readonly<Record<string, string>> = {
  '+1': '👍',
  '-1': '👎',
  laugh: '😄',
  confused: '😕',
  heart: '❤️',
  hooray: '🎉',
  rocket: '🚀',
  eyes: '👀',
};
