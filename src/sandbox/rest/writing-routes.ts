/** Routes for check runs and comments, which the app reads and writes. */
import { APP_BOT } from '../github/accounts.ts';
import { APP } from '../github/apps.ts';
import { checkOf, createCheck, latestChecks, updateCheck } from '../github/checks.ts';
import { addComment, commentOf, editComment, react, unreact } from '../github/conversation.ts';
import { subjectOf } from '../github/issues.ts';
import { nodeId } from '../github/node-id.ts';
import { invalid } from '../github/refusal.ts';
import { userShape } from '../github/shapes-of-people.ts';
import { checkRunShape } from '../github/shapes-of-runs.ts';
import { commentShape } from '../github/shapes-of-talk.ts';
import { resolveRef } from '../github/state.ts';
import { isoTime } from '../time.ts';
import { type Answer, type Ask, idIn, pageOf, type Route } from './route.ts';

const listChecks = (ask: Ask): Answer => {
  const { state, query } = ask;
  const ref = ask.params.ref ?? '';
  const commit = resolveRef(state, ref);
  if (commit === null) throw invalid(`No commit found for SHA: ${ref}`);
  const all =
    query.filter === 'all'
      ? state.checkRuns.filter((run) => run.sha === commit.sha)
      : latestChecks(state, commit.sha);
  const found = all.filter(
    (run) =>
      (query.check_name === undefined || run.name === query.check_name) &&
      (query.app_id === undefined || run.app.id === Number(query.app_id)) &&
      (query.status === undefined || run.status === query.status),
  );
  const { items, more } = pageOf(ask, found.toReversed());
  const runs = items.map((run) => checkRunShape(state, run));
  return { status: 200, body: { total_count: found.length, check_runs: runs }, ...more };
};

const listComments = (ask: Ask): Answer => {
  const { state } = ask;
  const { number } = subjectOf(state, idIn(ask, 'issue_number'));
  const found = state.comments.filter((comment) => comment.number === number);
  const { items, more } = pageOf(ask, found);
  return { status: 200, body: items.map((comment) => commentShape(state, comment)), ...more };
};

/** Of the whole repository, by when they were last changed. */
const listAllComments = (ask: Ask): Answer => {
  const since = Date.parse(ask.query.since ?? '') || 0;
  const found = ask.state.comments.filter(({ updatedAt }) => updatedAt >= since);
  const { items, more } = pageOf(ask, found);
  return { status: 200, body: items.map((comment) => commentShape(ask.state, comment)), ...more };
};

const bodyIn = (ask: Ask): string => (typeof ask.body.body === 'string' ? ask.body.body : '');

const reaction = (ask: Ask): Answer => {
  const { state } = ask;
  const id = idIn(ask, 'comment_id');
  const { created, ...made } = react(state, APP_BOT, id, ask.body.content);
  const at = isoTime(commentOf(state, id).createdAt);
  const body = {
    ...made,
    node_id: nodeId('REA', made.id),
    user: userShape(state, APP_BOT),
    created_at: at,
  };
  return { status: created ? 201 : 200, body };
};

const route = (method: Route['method'], path: string, answer: Route['answer']): Route => ({
  method,
  template: `/repos/{owner}/{repo}${path}`,
  caller: 'installation',
  answer,
});

export const writingRoutes: readonly Route[] = [
  route('POST', '/check-runs', ({ state, body }) => ({
    status: 201,
    body: checkRunShape(state, createCheck(state, APP, body)),
  })),
  route('GET', '/check-runs/{check_run_id}', (ask) => ({
    status: 200,
    body: checkRunShape(ask.state, checkOf(ask.state, idIn(ask, 'check_run_id'))),
  })),
  route('PATCH', '/check-runs/{check_run_id}', (ask) => ({
    status: 200,
    body: checkRunShape(
      ask.state,
      updateCheck(ask.state, APP, idIn(ask, 'check_run_id'), ask.body),
    ),
  })),
  route('GET', '/commits/{ref}/check-runs', listChecks),
  route('GET', '/issues/comments', listAllComments),
  route('GET', '/issues/{issue_number}/comments', listComments),
  route('POST', '/issues/{issue_number}/comments', (ask) => ({
    status: 201,
    body: commentShape(
      ask.state,
      addComment(ask.state, APP_BOT, idIn(ask, 'issue_number'), bodyIn(ask)),
    ),
  })),
  route('PATCH', '/issues/comments/{comment_id}', (ask) => ({
    status: 200,
    body: commentShape(
      ask.state,
      editComment(ask.state, APP_BOT, idIn(ask, 'comment_id'), bodyIn(ask)),
    ),
  })),
  route('POST', '/issues/comments/{comment_id}/reactions', reaction),
  route('DELETE', '/issues/comments/{comment_id}/reactions/{reaction_id}', (ask) => {
    unreact(ask.state, APP_BOT, idIn(ask, 'comment_id'), idIn(ask, 'reaction_id'));
    return { status: 204, body: null };
  }),
];
