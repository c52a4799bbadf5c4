/** Routes that read the repository: roles, commits, comparisons, the activity of branches. */
import { atLeast, permissionOf, type Role } from '../github/accounts.ts';
import { invalid, notFound } from '../github/refusal.ts';
import { commitShape, repositoryShape, userShape } from '../github/shapes.ts';
import { activityShape } from '../github/shapes-of-talk.ts';
import { account, resolveRef, roleOf } from '../github/state.ts';
import { type Answer, type Ask, pageOf, type Route } from './route.ts';

const REPOSITORY = '/repos/{owner}/{repo}';

const permission = (ask: Ask): Answer => {
  const user = account(ask.params.username ?? '');
  const role = roleOf(ask.state, user);
  return {
    status: 200,
    body: {
      permission: permissionOf(role),
      role_name: role,
      user: { ...userShape(ask.state, user), role_name: role, permissions: permissionsOf(role) },
    },
  };
};

const permissionsOf = (role: Role) => ({
  pull: atLeast(role, 'read'),
  triage: atLeast(role, 'triage'),
  push: atLeast(role, 'write'),
  maintain: atLeast(role, 'maintain'),
  admin: atLeast(role, 'admin'),
});

const commit = (ask: Ask): Answer => {
  const ref = ask.params.ref ?? '';
  const found = resolveRef(ask.state, ref);
  if (found === null) throw invalid(`No commit found for SHA: ${ref}`);
  return { status: 200, body: commitShape(ask.state, found) };
};

const compare = (ask: Ask): Answer => {
  const { state } = ask;
  const [from = '', to = ''] = (ask.params.basehead ?? '').split('...');
  const base = resolveRef(state, from);
  const head = resolveRef(state, to);
  if (base === null || head === null) throw notFound();
  const mergeBase = state.git.mergeBase(base.sha, head.sha);
  if (mergeBase === null) throw notFound();
  const ahead = state.git.between(base.sha, head.sha);
  const behind = state.git.between(head.sha, base.sha);
  const [isAhead, isBehind] = [ahead.length > 0, behind.length > 0];
  const status = isAhead ? (isBehind ? 'diverged' : 'ahead') : isBehind ? 'behind' : 'identical';
  const { items, more } = pageOf(ask, ahead, 250, 250);
  return {
    status: 200,
    body: {
      base_commit: commitShape(state, base),
      merge_base_commit: commitShape(state, mergeBase),
      status,
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: items.map((each) => commitShape(state, each)),
      files: [],
    },
    ...more,
  };
};

const activity = (ask: Ask): Answer => {
  const { ref, activity_type: type, actor } = ask.query;
  const full = ref === undefined || ref.startsWith('refs/') ? ref : `refs/heads/${ref}`;
  const found = (ask.fork ?? ask.state).activity.filter(
    (each) =>
      (full === undefined || each.ref === full) &&
      (type === undefined || each.type === type) &&
      (actor === undefined || each.actor.login === actor),
  );
  const { items, more } = pageOf(ask, found.toReversed());
  return { status: 200, body: items.map((each) => activityShape(ask.state, each)), ...more };
};

const get = (path: string, answer: (ask: Ask) => Answer): Route => ({
  method: 'GET',
  template: `${REPOSITORY}${path}`,
  caller: 'installation',
  answer,
});

export const repositoryRoutes: readonly Route[] = [
  get('', (ask) => ({ status: 200, body: repositoryShape(ask.state) })),
  get('/collaborators/{username}/permission', permission),
  get('/commits/{ref}', commit),
  get('/compare/{basehead}', compare),
  { ...get('/activity', activity), forks: true },
];
