/** Branches and pull requests: pushing, opening, merging and closing, each with its events. */
import { type Account, accountOfEmail, emailOf, WEB_FLOW } from './accounts.ts';
import { type Commit, type Files, type Signature, ZERO_SHA } from './git.ts';
import { invalid, Refusal } from './refusal.ts';
import { pageUrl, pullShape, pushedCommitShape } from './shapes.ts';
import {
  type Activity,
  branchHead,
  commitOf,
  commitsOf,
  DEFAULT_BRANCH,
  needs,
  type Pull,
  pullOf,
  type State,
} from './state.ts';

export interface PushAsk {
  readonly branch: string;
  readonly files: Files;
  readonly message?: string | undefined;
  readonly force?: boolean | undefined;
  readonly authorEmail?: string | undefined;
  readonly coAuthors?: readonly string[] | undefined;
}

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** One commit on a branch, made from the default branch when it is new; `force` replaces the last. */
export const push = (state: State, who: Account, ask: PushAsk): { sha: string } => {
  needs(state, who, 'write');
  const before = state.branches.get(ask.branch) ?? null;
  const from = commitOf(state, before ?? branchHead(state, DEFAULT_BRANCH));
  const forced = ask.force === true && before !== null;
  const author = signature(state, who, ask.authorEmail);
  const trailers = (ask.coAuthors ?? []).map((each) => `\nCo-authored-by: ${each}`);
  const commit = state.git.commit({
    files: { ...state.git.files(from.tree), ...ask.files },
    parents: forced ? from.parents : [from.sha],
    author,
    committer: author,
    message: `${ask.message ?? `Change ${Object.keys(ask.files).join(', ')}`}${trailers.length > 0 ? '\n' : ''}${trailers.join('')}`,
  });
  moveBranch(state, who, ask.branch, commit.sha, { forced, kind: 'push' });
  return { sha: commit.sha };
};

export const openPull = (
  state: State,
  who: Account,
  ask: {
    readonly title: string;
    readonly branch: string;
    readonly files: Files;
    readonly body?: string | undefined;
  },
): { number: number; headSha: string } => {
  needs(state, who, 'write');
  const twice = [...state.pulls.values()].some(
    (p) => p.state === 'open' && p.branch === ask.branch,
  );
  if (twice) throw invalid(`A pull request already exists for acme:${ask.branch}.`);
  const known = state.branches.get(ask.branch);
  const headSha =
    known !== undefined && Object.keys(ask.files).length === 0
      ? known
      : push(state, who, { branch: ask.branch, files: ask.files, message: ask.title }).sha;
  const now = state.clock.now();
  const pull: Pull = {
    number: state.pulls.size + 1,
    id: state.nextId(),
    title: ask.title,
    body: ask.body ?? '',
    author: who,
    branch: ask.branch,
    base: DEFAULT_BRANCH,
    state: 'open',
    headSha,
    baseSha: branchHead(state, DEFAULT_BRANCH),
    commits: null,
    landed: [],
    merged: null,
    createdAt: now,
    updatedAt: now,
  };
  state.pulls.set(pull.number, pull);
  pullEvent(state, pull, 'opened', who);
  return { number: pull.number, headSha };
};

export const mergePull = (
  state: State,
  who: Account,
  number: number,
  method: MergeMethod,
): { sha: string } => {
  needs(state, who, 'write');
  const pull = pullOf(state, number);
  if (pull.state !== 'open') throw new Refusal(405, 'Pull Request is not mergeable');
  const base = branchHead(state, pull.base);
  const commits = commitsOf(state, pull);
  const { files, conflicts } = state.git.merge(base, pull.headSha);
  if (conflicts.length > 0) {
    throw new Refusal(405, `Pull Request is not mergeable: conflict in ${conflicts.join(', ')}`);
  }
  const landed = MERGES[method](state, who, { pull, base, commits, files });
  const sha = landed.at(-1)?.sha ?? base;
  pull.commits = commits.map((commit) => commit.sha);
  pull.baseSha = base;
  pull.landed = landed.map((commit) => commit.sha);
  pull.merged = { sha, by: who, at: state.clock.now() };
  pull.state = 'closed';
  pull.updatedAt = state.clock.now();
  moveBranch(state, who, pull.base, sha, { forced: false, kind: 'pr_merge' });
  pullEvent(state, pull, 'closed', who);
  return { sha };
};

export const closePull = (state: State, who: Account, number: number): void => {
  const pull = pullOf(state, number);
  if (pull.author !== who) needs(state, who, 'triage');
  if (pull.state === 'closed') return;
  pull.commits = commitsOf(state, pull).map((commit) => commit.sha);
  pull.baseSha = branchHead(state, pull.base);
  pull.state = 'closed';
  pull.updatedAt = state.clock.now();
  pullEvent(state, pull, 'closed', who);
};

export const reopenPull = (state: State, who: Account, number: number): void => {
  const pull = pullOf(state, number);
  if (pull.author !== who) needs(state, who, 'triage');
  if (pull.merged !== null) throw invalid('Cannot reopen a merged pull request');
  if (pull.state === 'open') return;
  pull.commits = null;
  pull.headSha = branchHead(state, pull.branch);
  pull.state = 'open';
  pull.updatedAt = state.clock.now();
  pullEvent(state, pull, 'reopened', who);
};

interface Merging {
  readonly pull: Pull;
  readonly base: string;
  readonly commits: readonly Commit[];
  readonly files: Files;
}

const MERGES: Readonly<
  Record<MergeMethod, (state: State, who: Account, of: Merging) => readonly Commit[]>
> = {
  merge: (state, who, { pull, base, files }) => [
    state.git.commit({
      files,
      parents: [base, pull.headSha],
      author: signature(state, who),
      committer: signature(state, WEB_FLOW),
      message: `Merge pull request #${pull.number} from acme/${pull.branch}\n\n${pull.title}`,
    }),
  ],
  squash: (state, _who, { pull, base, commits, files }) => {
    const own = emailOf(pull.author);
    const others = new Map(
      commits
        .flatMap((commit) => authorsOf(commit))
        .filter(({ email }) => email !== own)
        .map(({ name, email }) => [email, `Co-authored-by: ${name} <${email}>`]),
    );
    const trailers = others.size === 0 ? '' : `\n\n${[...others.values()].join('\n')}`;
    return [
      state.git.commit({
        files,
        parents: [base],
        author: signature(state, pull.author),
        committer: signature(state, WEB_FLOW),
        message: `${pull.title} (#${pull.number})${trailers}`,
      }),
    ];
  },
  rebase: (state, who, { base, commits }) => {
    let last = base;
    return commits
      .filter((commit) => commit.parents.length === 1)
      .map(({ sha, author, message }) => {
        const { files } = state.git.merge(last, sha);
        const committer = signature(state, who);
        const made = state.git.commit({ files, parents: [last], author, committer, message });
        last = made.sha;
        return made;
      });
  },
};

/** The author and those whom the message names beside them. */
export const authorsOf = (commit: Commit): readonly Pick<Signature, 'name' | 'email'>[] => {
  const named = [...commit.message.matchAll(/^co-authored-by: *(.*?) *<([^>]+)> *$/gim)].map(
    ([, name = '', email = '']) => ({ name, email }),
  );
  const all = [{ name: commit.author.name, email: commit.author.email }, ...named];
  return all.filter(({ email }, index) => all.findIndex((each) => each.email === email) === index);
};

/** Moves a branch, keeps who did it, tells the app, and carries the open pull requests along. */
export const moveBranch = (
  state: State,
  who: Account,
  branch: string,
  after: string,
  how: { readonly forced: boolean; readonly kind: 'push' | 'pr_merge' },
): void => {
  const before = state.branches.get(branch) ?? null;
  const ref = `refs/heads/${branch}`;
  state.branches.set(branch, after);
  const type: Activity['type'] =
    before === null ? 'branch_creation' : how.forced ? 'force_push' : how.kind;
  const at = state.clock.now();
  const from = before ?? ZERO_SHA;
  state.activity.push({ id: state.nextId(), ref, before: from, after, type, actor: who, at });
  pushEvent(state, who, { ref, before, after, forced: how.forced });
  for (const pull of state.pulls.values()) {
    if (pull.state !== 'open' || pull.branch !== branch) continue;
    const was = pull.headSha;
    pull.headSha = after;
    pull.updatedAt = at;
    pullEvent(state, pull, 'synchronize', who, { before: was, after });
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
  const base = of.before ?? branchHead(state, DEFAULT_BRANCH);
  const commits = state.git
    .between(base, of.after)
    .map((commit) => pushedCommitShape(state, commit));
  state.emit(
    'push',
    {
      ref: of.ref,
      before: of.before ?? ZERO_SHA,
      after: of.after,
      created: of.before === null,
      deleted: false,
      forced: of.forced,
      base_ref: null,
      compare: pageUrl(state, 'pulls'),
      commits,
      head_commit: pushedCommitShape(state, commitOf(state, of.after)),
      pusher: { name: who.login, email: emailOf(who) },
    },
    who,
  );
};

export const pullEvent = (
  state: State,
  pull: Pull,
  action: string,
  who: Account,
  more: Readonly<Record<string, unknown>> = {},
): void =>
  state.emit(
    'pull_request',
    { action, number: pull.number, ...more, pull_request: pullShape(state, pull) },
    who,
  );

const signature = (state: State, who: Account, email = emailOf(who)): Signature => ({
  name:
    email === emailOf(who) ? who.name : (accountOfEmail(email)?.name ?? email.split('@')[0] ?? ''),
  email,
  at: Math.floor(state.clock.now() / 1000) * 1000,
});
