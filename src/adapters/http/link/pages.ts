/** What a person reads while they link their accounts: each page says what is, and what to do next. */
import { createHash } from 'node:crypto';
import { html, raw } from 'hono/html';
import type { Person } from '../../../core/person.ts';
import { instant } from '../../../messages/time.ts';
import type { LinkSession, LinkTicket, SlackIdentity } from '../../../ports/identities.ts';
import type { StepRefused } from '../../../services/identity/take-up-link.ts';
import type { SlackUserFound } from './slack-sign-in.ts';

type Html = ReturnType<typeof html>;

export interface Page {
  readonly status: number;
  readonly title: string;
  readonly content: Html;
  /** Where the browser goes by itself. */
  readonly next?: string;
}

type Side = 'Slack' | 'GitHub';

const NOTHING = 'Nothing was linked.';
const AGAIN =
  'Go back to Slack for a new one: press the button there again, or type /lockkeeper link.';

/** `name` is what Slack calls the user, where it said so. */
export const offerPage = ({ slack, expiresAt }: LinkTicket, name: string | null): Page => ({
  status: 200,
  title: 'Link your Slack user to your GitHub account',
  content: html`<p>This link was made for the Slack user ${userOf(slack, name)}. If that is not you, or somebody
      sent you this link, close the page.</p>
    <ol>
      <li>Slack tells who you are there.</li>
      <li>GitHub tells who you are there. Nothing else is asked for.</li>
      <li>You see both, and say whether they are you.</li>
    </ol>
    <form method="post"><button>Sign in with Slack</button></form>
    <p>It works once, until ${instant(expiresAt)}.</p>`,
});

/** A form may lead to this host alone, so the page itself goes on to the other one. */
export const onwardPage = (url: string): Page => ({
  status: 200,
  title: 'On to Slack',
  content: html`<p><a href="${url}">Go on to Slack</a>, if the page does not by itself.</p>`,
  next: url,
});

export const consentPage = (
  { names, person }: LinkSession,
  slack: SlackIdentity,
  token: string,
): Page => ({
  status: 200,
  title: 'Are both of these you?',
  content: html`<dl>
      <dt>Slack</dt>
      <dd>${userOf(slack, names?.user ?? null)}, <strong>${names?.team}</strong></dd>
      <dt>GitHub</dt>
      <dd><strong>${person?.login}</strong></dd>
    </dl>
    <p>What this Slack user presses and types will count as ${person?.login}'s. Both are told.</p>
    <p>All accounts that you ever prove here count as one person: none of them approves what another wrote.</p>
    <form method="post">
      <input type="hidden" name="token" value="${token}" />
      <button>Yes, link them</button>
    </form>
    <p>If one of them is not you, close the page: nothing is linked then.</p>`,
});

export const linkedPage = ({ login }: Person): Page => ({
  status: 200,
  title: `You are linked to ${login}`,
  content: html`<p>Go back to Slack: what you press and type there counts as ${login}'s now. It is to be proved
      again in 90 days, and <code>/lockkeeper unlink</code> ends it.</p>`,
});

export const closedPage = ({ kind }: StepRefused): Page => CLOSED[kind];

const says = (status: number, title: string, ...sentences: readonly string[]): Page => ({
  status,
  title,
  content: html`${sentences.map((each) => html`<p>${each}</p>`)}`,
});

const CLOSED: { readonly [K in StepRefused['kind']]: Page } = {
  unknown: says(404, 'There is no such link', `It was mistyped, or is older than a day. ${AGAIN}`),
  used: says(
    410,
    'This link was used',
    'It works once. If that was you, your accounts are linked, and Slack told you so.',
    'If it was not, type /lockkeeper unlink in Slack and ask for a new link there.',
  ),
  expired: says(410, 'This link is too old', `It worked for ten minutes. ${NOTHING} ${AGAIN}`),
  stranger: says(
    403,
    'This did not begin in this browser',
    `${NOTHING} Whoever links accounts has to do it in one browser, from the link to the end.`,
    'If you wanted to: open the link from Slack again. If somebody sent you here, close the page: they may want to act in your name.',
  ),
  out_of_turn: says(
    409,
    'That was done already',
    `${NOTHING} Each step is taken once. Open the link from Slack again, and begin anew.`,
  ),
};

export const strangerPage = CLOSED.stranger;

export const refusedPage = (side: Side, ticket: LinkTicket): Page =>
  says(403, `You did not let ${side} say who you are`, `${NOTHING} ${anew(ticket)}`);

export const downPage = (side: Side, ticket: LinkTicket): Page =>
  says(502, `${side} does not answer`, `${NOTHING} Wait a moment. ${anew(ticket)}`);

export const wrongPage = (side: Side, ticket: LinkTicket): Page =>
  says(
    502,
    `${side} did not say who you are`,
    `${NOTHING} Its answer does not fit what was asked in this browser. ${anew(ticket)}`,
  );

export const somebodyElsePage = (
  { slack: found, names }: SlackUserFound,
  { slack }: LinkTicket,
): Page => ({
  status: 403,
  title: 'This link is for somebody else of Slack',
  content: html`<p>${NOTHING} The link was made for ${userOf(slack, null)}; in this browser you are
      ${userOf(found, names.user)}.</p>
    <p>If both are you, sign in to Slack as the first one, and open the link again. If somebody sent you the
      link, close the page: they may want to act in your name.</p>`,
});

export const programPage = ({ login }: Person): Page =>
  says(
    403,
    'Only a person can be linked',
    `${NOTHING} ${login} is no personal account of GitHub. Sign in there as yourself, and open the link from Slack again.`,
  );

/** The form was not that of the page that asked. */
export const forgedPage = says(
  403,
  'That did not come from this page',
  `${NOTHING} Open the link from Slack again, and begin anew.`,
);

export const brokenPage = says(
  500,
  'Something broke on our side',
  'Wait a minute, and open the link from Slack again: it says whether it was used.',
);

const anew = ({ expiresAt }: LinkTicket): string =>
  `To begin anew, open the link from Slack again: it works until ${instant(expiresAt)}.`;

const userOf = ({ team, user }: SlackIdentity, name: string | null): Html =>
  html`${name === null ? '' : html`<strong>${name}</strong>, `}<code>${user}</code> of the workspace <code>${team}</code>`;

const STYLE = `
:root { color-scheme: light dark; }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 38rem; margin: 3rem auto; padding: 0 1rem; overflow-wrap: anywhere; }
button { font: inherit; padding: .4rem .9rem; }
form { margin: 1.5rem 0; }
dt { opacity: .75; } dd { margin: 0 0 .75rem; }
`;

const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

export const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
  'x-content-type-options': 'nosniff',
  // The address is a secret as long as the link works.
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

export const pageText = async ({ title, content, next }: Page): Promise<string> =>
  String(
    await html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    ${next === undefined ? '' : html`<meta http-equiv="refresh" content="0; url=${next}" />`}
    <title>${title} · Lockkeeper</title>
    <style>${raw(STYLE)}</style>
  </head>
  <body>
    <main>
      <h1>${title}</h1>
      ${content}
    </main>
  </body>
</html>`,
  );
