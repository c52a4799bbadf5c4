/** Routes that read the repository: roles, commits, comparisons, the activity of branches. */
import { atLeast, permissionOf, type Role } from '../github/accounts.ts';
import { filesBetween } from '../github/changed-files.ts';
import { invalid, notFound, Refusal } from '../github/refusal.ts';
import { commitShape } from '../github/shapes-of-commits.ts';
import { userShape } from '../github/shapes-of-people.ts';
import { fullRepositoryShape, repositoryUrl } from '../github/shapes-of-repository.ts';
import { activityShape } from '../github/shapes-of-talk.ts';
import type { State } from '../github/state.ts';
import {
  accountNow,
  branchIn,
  commitOf,
  DEFAULT_BRANCH,
  resolveRef,
  roleOf,
} from '../github/state.ts';
import { type Answer, type Ask, pageOf, type Route } from './route.ts';

const PLACE = '/repos/{owner}/{repo}';
const RULESET_ID = 601;

const permission = (ask: Ask): Answer => {
  const user = accountNow(ask.state, ask.params.username ?? '');
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
      ...placesOf(state, `${from}...${to}`),
      base_commit: commitShape(state, base),
      merge_base_commit: commitShape(state, mergeBase),
      status,
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: items.map((each) => commitShape(state, each)),
      // GitHub lists files on the first page alone, and no more than 300.
      files:
        (ask.query.page ?? '1') === '1'
          ? filesBetween(state.git, mergeBase, head)
              .slice(0, 300)
              .map((each) => ({ ...each, ...placesOfFile(state, head.sha, each.filename) }))
          : [],
    },
    ...more,
  };
};

const placesOf = (state: State, basehead: string) => {
  const page = `${state.url}/${state.repository.fullName}/compare/${basehead}`;
  return {
    url: `${repositoryUrl(state)}/compare/${basehead}`,
    html_url: page,
    permalink_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
  };
};

const placesOfFile = (state: State, sha: string, path: string) => {
  const page = `${state.url}/${state.repository.fullName}`;
  return {
    blob_url: `${page}/blob/${sha}/${path}`,
    raw_url: `${page}/raw/${sha}/${path}`,
    contents_url: `${repositoryUrl(state)}/contents/${path}?ref=${sha}`,
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

/** Its rules are a ruleset's: those do not show in the protection of the classic kind. */
const branchRules = (ask: Ask): Answer => {
  const { requiredChecks } = ask.state;
  const wanted = ask.params.branch === DEFAULT_BRANCH ? requiredChecks : [];
  const rule = {
    type: 'required_status_checks',
    ruleset_source_type: 'Repository',
    ruleset_source: ask.state.repository.fullName,
    ruleset_id: RULESET_ID,
    parameters: {
      strict_required_status_checks_policy: false,
      do_not_enforce_on_create: false,
      required_status_checks: wanted.map((context) => ({ context })),
    },
  };
  const { items, more } = pageOf(ask, wanted.length === 0 ? [] : [rule]);
  return { status: 200, body: items, ...more };
};

const branch = (ask: Ask): Answer => {
  const { state } = ask;
  const name = ask.params.branch ?? '';
  const sha = branchIn(state, null, name);
  if (sha === null) throw new Refusal(404, 'Branch not found');
  const url = `${repositoryUrl(state)}/branches/${name}`;
  return {
    status: 200,
    body: {
      name,
      commit: commitShape(state, commitOf(state, sha)),
      _links: { self: url, html: `${state.url}/${state.repository.fullName}/tree/${name}` },
      protected: name === DEFAULT_BRANCH && state.requiredChecks.length > 0,
      protection: {
        enabled: false,
        required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] },
      },
      protection_url: `${url}/protection`,
    },
  };
};

const get = (path: string, answer: (ask: Ask) => Answer): Route => ({
  method: 'GET',
  template: `${PLACE}${path}`,
  caller: 'installation',
  answer,
});

export const repositoryRoutes: readonly Route[] = [
  get('', (ask) => ({ status: 200, body: fullRepositoryShape(ask.state) })),
  get('/collaborators/{username}/permission', permission),
  get('/commits/{ref}', commit),
  get('/compare/{basehead}', compare),
  get('/rules/branches/{branch}', branchRules),
  get('/branches/{branch}', branch),
  { ...get('/activity', activity), forks: true },
];
