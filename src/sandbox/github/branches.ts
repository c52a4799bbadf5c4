/** Branches: one commit pushed, and what follows when a branch moves, with its events. */
import { type Account, emailOf } from './accounts.ts';
import { placeOf, type Whose } from './forks.ts';
import { type Changes, changed, ZERO_SHA } from './git.ts';
import { closeUnmerged, noticeLanded } from './landing.ts';
import { pullEvent } from './pull-event.ts';
import type { Activity, Pull } from './records.ts';
import { invalid, notFound } from './refusal.ts';
import { pushedCommitShape } from './shapes-of-commits.ts';
import { pageUrl, repositoryShape } from './shapes-of-repository.ts';
import { signature } from './signature.ts';
import { branchHead, branchIn, commitOf, DEFAULT_BRANCH, needs, type State } from './state.ts';

export interface PushAsk {
  readonly branch: string;
  readonly files: Changes;
  readonly message?: string | undefined;
  readonly force?: boolean | undefined;
  readonly authorEmail?: string | undefined;
  readonly coAuthors?: readonly string[] | undefined;
  /** Signs it; what GitHub then says of that. */
  readonly signature?: string | undefined;
  readonly fork?: Whose;
}

/** One commit on a branch, made from the default branch when it is new; `force` replaces the last. */
export const push = (state: State, who: Account, ask: PushAsk): { sha: string } => {
  const fork = placeOf(state, who, ask.fork);
  const before = branchIn(state, fork, ask.branch);
  const from = commitOf(state, before ?? branchHead(state, DEFAULT_BRANCH));
  const forced = ask.force === true && before !== null;
  const author = signature(state, who, ask.authorEmail);
  const trailers = (ask.coAuthors ?? []).map((each) => `\nCo-authored-by: ${each}`);
  const commit = state.git.commit({
    files: changed(state.git.files(from.tree), ask.files),
    parents: forced ? from.parents : [from.sha],
    author,
    committer: author,
    signature: ask.signature,
    message: `${ask.message ?? `Change ${Object.keys(ask.files).join(', ')}`}${trailers.length > 0 ? '\n' : ''}${trailers.join('')}`,
  });
  moveBranch(state, who, { fork, branch: ask.branch }, commit.sha, { forced, kind: 'push' });
  return { sha: commit.sha };
};

/** A branch at a commit that is there already: made from another one, or restored. */
export const createBranch = (
  state: State,
  who: Account,
  of: { readonly branch: string; readonly sha: string },
): void => {
  needs(state, who, 'write');
  const { branch } = of;
  if (branchIn(state, null, branch) !== null) throw invalid('Reference already exists');
  const { sha } = commitOf(state, of.sha);
  moveBranch(state, who, { fork: null, branch }, sha, { forced: false, kind: 'push' });
};

/** A branch put at a commit that is there already; what it had and that lacks is gone from it. */
export const resetBranch = (
  state: State,
  who: Account,
  of: { readonly branch: string; readonly sha: string },
): void => {
  needs(state, who, 'write');
  const { branch } = of;
  const { sha } = commitOf(state, of.sha);
  const forced = state.git.between(sha, branchHead(state, branch)).length > 0;
  moveBranch(state, who, { fork: null, branch }, sha, { forced, kind: 'push' });
};

/** A name of its own for a commit, which may be that of a branch as well. */
export const createTag = (
  state: State,
  who: Account,
  of: { readonly tag: string; readonly sha: string },
): void => {
  needs(state, who, 'write');
  const { sha } = commitOf(state, of.sha);
  state.tags.set(of.tag, sha);
  pushEvent(state, who, { ref: `refs/tags/${of.tag}`, before: null, after: sha, forced: false });
};

/** Moves a branch, keeps who did it, tells the app, and carries the open pull requests along. */
export const moveBranch = (
  state: State,
  who: Account,
  { fork, branch }: Pick<Pull, 'fork' | 'branch'>,
  after: string,
  how: { readonly forced: boolean; readonly kind: 'push' | 'pr_merge' },
): void => {
  const { branches, activity } = fork ?? state;
  const before = branches.get(branch) ?? null;
  const ref = `refs/heads/${branch}`;
  branches.set(branch, after);
  const type: Activity['type'] =
    before === null ? 'branch_creation' : how.forced ? 'force_push' : how.kind;
  const at = state.clock.now();
  const from = before ?? ZERO_SHA;
  activity.push({ id: state.nextId(), ref, before: from, after, type, actor: who, at });
  // The app is not installed on a fork: a push there is told by the pull request alone.
  if (fork === null) pushEvent(state, who, { ref, before, after, forced: how.forced });
  for (const pull of state.pulls.values()) {
    if (pull.state !== 'open' || pull.fork !== fork || pull.branch !== branch) continue;
    const was = pull.headSha;
    pull.headSha = after;
    pull.updatedAt = at;
    pullEvent(state, pull, 'synchronize', who, { before: was, after });
  }
  if (fork === null && before !== null) noticeLanded(state, who, { branch, before, after });
};

/** The pull requests that would merge it are closed, as there is nothing left to merge. */
export const deleteBranch = (
  state: State,
  who: Account,
  branch: string,
  o: { readonly fork?: Whose },
): void => {
  const fork = placeOf(state, who, o.fork);
  const before = branchIn(state, fork, branch);
  if (before === null) throw notFound();
  if (branch === DEFAULT_BRANCH) throw invalid('Cannot delete the default branch');
  const { branches, activity } = fork ?? state;
  const ref = `refs/heads/${branch}`;
  const move = { ref, before, after: ZERO_SHA };
  const at = state.clock.now();
  branches.delete(branch);
  activity.push({ ...move, id: state.nextId(), type: 'branch_deletion', actor: who, at });
  if (fork === null) pushEvent(state, who, { ...move, forced: false });
  for (const pull of state.pulls.values()) {
    if (pull.state === 'open' && pull.fork === fork && pull.branch === branch) {
      closeUnmerged(state, who, pull);
    }
  }
};

const pushEvent = (
  state: State,
  who: Account,
  of: {
    readonly ref: string;
    readonly before: string | null;
    readonly after: string;
    readonly forced: boolean;
  },
): void => {
  const deleted = of.after === ZERO_SHA;
  const commits = deleted
    ? []
    : state.git.between(of.before ?? branchHead(state, DEFAULT_BRANCH), of.after);
  state.emit(
    'push',
    {
      // Only here the repository tells this in seconds.
      repository: { ...repositoryShape(state), pushed_at: Math.floor(state.clock.now() / 1000) },
      ref: of.ref,
      before: of.before ?? ZERO_SHA,
      after: of.after,
      created: of.before === null,
      deleted,
      forced: of.forced,
      base_ref: null,
      compare: pageUrl(state, 'pulls'),
      commits: commits.map((commit) => pushedCommitShape(state, commit)),
      head_commit: deleted ? null : pushedCommitShape(state, commitOf(state, of.after)),
      pusher: { name: who.login, email: emailOf(who) },
    },
    who,
  );
};
