/** For who opens the sandbox for the first time: what to try, who the people are, and the policy. */
import { html } from 'hono/html';
import { DEFAULT_BRANCH, resolveRef } from '../github/state.ts';
import { type Html, PEOPLE, standingOf, type View } from './page.ts';

export const thingsToTry = html`<h2>Things to try</h2>
  <ol data-testid="things-to-try">
    <li>Open a pull request as ada and comment <code>/promote staging</code> on it. Set build and test
      green, and finish the deployment with success.</li>
    <li>Then comment <code>/promote production</code>. Approve as ada, who wrote it, and after that as
      grace, who is in the team that the policy asks.</li>
    <li>Approve in <a href="/ui/slack">Slack</a> instead: press as grace, and prove who she is first. Type
      <code>/lockkeeper why acme/shop production</code> there.</li>
    <li>Ask for production again with another pull request, and push to it before anybody approves. Ask
      <code>/why production</code> at any time.</li>
    <li>Take an environment for yourself: <code>/lock staging because "measuring" for 2h</code>. Ask for
      it as somebody else, on another pull request.</li>
    <li>Open an issue and go back: <code>/rollback production because "the checkout fails"</code>. Stop
      everything as omar: <code>/halt because "the checkout fails"</code>.</li>
    <li>Change <code>.github/lockkeeper.yml</code> in a pull request, and read what its check run says of
      it; add a <code>freezes:</code>, or ask for fewer approvals.</li>
  </ol>`;

export const whoIsWho = (view: View): Html => html`<h2>The people</h2>
  <div class="card" data-testid="people">
    ${PEOPLE.map(
      ({ login }) => html`<div class="row"><strong>${login}</strong>
        <span class="soft grow">${standingOf(view.state, login)}</span></div>`,
    )}
  </div>`;

/** As it is on the default branch, which is the one that counts. */
export const policyOf = ({ state }: View): Html => {
  const commit = resolveRef(state, DEFAULT_BRANCH);
  const text = commit === null ? undefined : state.git.files(commit.tree)[POLICY];
  return html`<h2>The policy</h2>
    ${
      text === undefined || commit === null
        ? html`<p class="soft">There is no <code>${POLICY}</code>.</p>`
        : html`<p class="soft"><a href="/ui/files/${commit.sha}/${POLICY}">${POLICY}</a></p>
            <pre data-testid="policy"><code>${text}</code></pre>`
    }`;
};

const POLICY = '.github/lockkeeper.yml';
