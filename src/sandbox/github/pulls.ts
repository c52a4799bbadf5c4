/** Pull requests: opening, merging, closing and reopening, each with its events. */
import type { Account } from './accounts.ts';
import { moveBranch, pullEvent, push } from './branches.ts';
import type { Files } from './git.ts';
import { MERGES, type MergeMethod } from './merging.ts';
import type { Pull } from './records.ts';
import { invalid, Refusal } from './refusal.ts';
import { branchHead, commitsOf, DEFAULT_BRANCH, needs, pullOf, type State } from './state.ts';

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
