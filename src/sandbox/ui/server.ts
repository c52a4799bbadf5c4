/** The pages under /ui/: who looks, what is shown, and that a form came from a page of this server. */
import { type Context, type Env, Hono } from 'hono';
import { getCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { workflowRunOf } from '../github/actions.ts';
import { checkOf } from '../github/checks.ts';
import type { Deliveries } from '../github/deliver.ts';
import { issueOf } from '../github/issues.ts';
import { notFound, Refusal } from '../github/refusal.ts';
import { pullOf, resolveRef, type State } from '../github/state.ts';
import type { ServedSlack } from '../slack/slack.ts';
import { actionsPage } from './actions.ts';
import { deploymentsPage } from './deployments.ts';
import { addForms, formsOn } from './forms.ts';
import { issuePage } from './issue.ts';
import { type Html, PEOPLE, page, type View } from './page.ts';
import { pullPage } from './pull.ts';
import { pullsPage } from './pulls.ts';
import { commitPage, deliveriesPage, filePage } from './records.ts';
import { runPage } from './runs.ts';
import { addSlackPages } from './slack/server.ts';
import { SLACK_STYLE } from './slack/style.ts';
import { LIVE, STYLE } from './style.ts';

const POLICY =
  "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

export interface Shown {
  readonly state: State;
  readonly deliveries: Deliveries;
  readonly slack: ServedSlack;
  /** Changes when anything does. */
  readonly version: () => string;
}

export const servePages = ({ state, deliveries, slack, version }: Shown): Hono => {
  const ui = new Hono();
  ui.use(async (c, next) => {
    if (!isOwn(c)) return c.text('This form did not come from the sandbox.', 403);
    await next();
    c.header('content-security-policy', POLICY);
    c.header('x-content-type-options', 'nosniff');
    c.header('referrer-policy', 'same-origin');
    return undefined;
  });
  ui.get('/style.css', (c) => c.body(STYLE + SLACK_STYLE, 200, { 'content-type': 'text/css' }));
  ui.get('/live.js', (c) => c.body(LIVE, 200, { 'content-type': 'text/javascript' }));
  ui.get('/version', (c) => c.text(version()));
  const show = (path: string, content: (view: View, c: Context) => Html): void => {
    ui.get(path, async (c) => c.html(content(viewOf(state, c, version()), c)));
  };
  show('/', (view) => pullsPage(view));
  show('/pulls/:number', (view, c) => pullPage(view, pullOf(state, Number(c.req.param('number')))));
  show('/issues/:number', (view, c) =>
    issuePage(view, issueOf(state, Number(c.req.param('number')))),
  );
  show('/checks/:id', (view, c) => runPage(view, checkOf(state, Number(c.req.param('id')))));
  show('/deployments', (view) => deploymentsPage(view));
  show('/actions', (view) => actionsPage(view, state.workflowRuns));
  show('/actions/:id', (view, c) =>
    actionsPage(view, [workflowRunOf(state, Number(c.req.param('id')))]),
  );
  show('/deliveries', (view) => deliveriesPage(view, deliveries.all));
  show('/commits/:sha', (view, c) => commitPage(view, commitIn(state, c)));
  show('/files/:sha/*', (view, c) => {
    const commit = commitIn(state, c);
    const path = c.req.path.split('/').slice(4).map(decodeURIComponent).join('/');
    const text = state.git.files(commit.tree)[path];
    if (text === undefined) throw notFound();
    return filePage(view, commit, path, text);
  });
  const form = formsOn(ui, state);
  addForms(form, state, deliveries);
  addSlackPages(ui, show, form, slack);
  ui.all('*', () => {
    throw notFound();
  });
  ui.onError((fault, c) => {
    if (!(fault instanceof Refusal)) throw fault;
    const view = { ...viewOf(state, c, version()), said: fault.message };
    return c.html(
      page(view, fault.message, html`<p><a href="/ui/">To the pull requests</a></p>`),
      fault.status,
    );
  });
  return ui;
};

/** Links of GitHub's own pages, which the app writes, lead to the sandbox's. */
export const addWebLinks = <E extends Env>(hono: Hono<E>): void => {
  hono.get('/', (c) => c.redirect('/ui/'));
  hono.get('/ui', (c) => c.redirect('/ui/'));
  hono.get('/acme/shop', (c) => c.redirect('/ui/'));
  hono.get('/acme/shop/pull/:number', (c) => c.redirect(`/ui/pulls/${c.req.param('number')}`));
  hono.get('/acme/shop/issues/:number', (c) => c.redirect(`/ui/issues/${c.req.param('number')}`));
  hono.get('/acme/shop/commit/:sha', (c) => c.redirect(`/ui/commits/${c.req.param('sha')}`));
  hono.get('/acme/shop/pulls', (c) => c.redirect('/ui/'));
  hono.get('/acme/shop/issues', (c) => c.redirect('/ui/'));
  hono.get('/acme/shop/deployments/*', (c) => c.redirect('/ui/deployments'));
  hono.get('/acme/shop/runs/:id', (c) => c.redirect(`/ui/checks/${c.req.param('id')}`));
  hono.get('/acme/shop/blob/:sha/*', (c) =>
    c.redirect(c.req.path.replace('/acme/shop/blob/', '/ui/files/')),
  );
};

const commitIn = (state: State, c: Context) => {
  const commit = resolveRef(state, c.req.param('sha') ?? '');
  if (commit === null) throw notFound();
  return commit;
};

/** Only this machine's own name, and for forms only a page of this very server. */
const isOwn = (c: Context): boolean => {
  const host = c.req.header('host') ?? '';
  if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host)) return false;
  return c.req.method === 'GET' || c.req.header('origin') === `http://${host}`;
};

const viewOf = (state: State, c: Context, version: string): View => {
  const login = getCookie(c, 'who');
  const who = PEOPLE.find((person) => person.login === login) ?? PEOPLE[0];
  if (who === undefined) throw notFound();
  return { state, who, path: c.req.path, said: c.req.query('said') ?? null, version };
};
