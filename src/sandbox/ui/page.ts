/** The frame of every page: the mark that this is a sandbox, who you are, and where to go. */
import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';
import { ACCOUNTS, type Account } from '../github/accounts.ts';
import { roleOf, type State } from '../github/state.ts';
import { isoTime } from '../time.ts';

export type Html = HtmlEscapedString | Promise<HtmlEscapedString>;

export interface View {
  readonly state: State;
  readonly who: Account;
  /** Where the page is, to come back to after a form. */
  readonly path: string;
  /** What was refused just now. */
  readonly said: string | null;
  /** Changes when anything does, so that the page reloads. */
  readonly version: string;
}

export const PEOPLE = ACCOUNTS.filter(
  (account) => account.type === 'User' && account.login !== 'web-flow',
);

export const page = (view: View, title: string, content: Html): Html => html`<!doctype html>
<html lang="en" data-version="${view.version}">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title} · sandbox</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/ui/style.css" />
    <script src="/ui/live.js" defer></script>
  </head>
  <body>
    <div class="banner" data-testid="sandbox-banner">
      <strong>Sandbox.</strong> This is neither GitHub nor Slack: everything is pretended, on this machine only, and
      forgotten when it stops.
    </div>
    <header>
      <div class="in">
        <strong>acme/shop</strong>
        <nav>
          <a href="/ui/">Pull requests</a>
          <a href="/ui/deployments">Deployments</a>
          <a href="/ui/actions">Actions</a>
          <a href="/ui/deliveries">Deliveries</a>
          <a href="/ui/slack">Slack</a>
        </nav>
        ${whoForm(view)}
      </div>
    </header>
    <main>
      ${view.said === null ? '' : html`<p class="said" role="alert" data-testid="said">${view.said}</p>`}
      ${content}
    </main>
  </body>
</html>`;

const whoForm = (view: View): Html => html`<form class="who" method="post" action="/ui/who">
  <input type="hidden" name="back" value="${view.path}" />
  <span class="soft">You are</span>
  ${PEOPLE.map(
    ({ login }) =>
      html`<button
        name="login"
        value="${login}"
        title="${standingOf(view.state, login)}"
        aria-pressed="${login === view.who.login ? 'true' : 'false'}"
        data-testid="who-${login}"
      >${login}</button>`,
  )}
</form>`;

/** What somebody may do here, and which teams they are in. */
export const standingOf = (state: State, login: string): string => {
  const slugs = state.teams.filter((team) => team.members.has(login)).map(({ slug }) => slug);
  const teams = slugs.length === 0 ? '' : `, in ${slugs.join(' and ')}`;
  const role = roleOf(state, { login });
  return `${role === 'none' ? 'no access (the repository is private)' : `${role} access`}${teams}`;
};

/** A time that is not broken over two lines. */
export const when = (ms: number): Html => html`<time>${isoTime(ms)}</time>`;

/** A form of one button; `fields` go along unseen. */
export const button = (o: {
  readonly view: View;
  readonly action: string;
  readonly label: string;
  readonly testid: string;
  readonly title?: string;
  readonly main?: boolean;
  readonly fields?: Readonly<Record<string, string | number>>;
}): Html => html`<form method="post" action="${o.action}">
  ${hidden({ back: o.view.path, ...o.fields })}
  <button class="${o.main === true ? 'main' : ''}" title="${o.title ?? ''}" data-testid="${o.testid}">${o.label}</button>
</form>`;

export const hidden = (fields: Readonly<Record<string, string | number>>): readonly Html[] =>
  Object.entries(fields).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
  );
