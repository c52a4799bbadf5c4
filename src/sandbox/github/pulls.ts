/** Pull requests: opening, merging, closing and reopening, each with its events. */
import type { Account } from './accounts.ts';
import { moveBranch, pullEvent, push } from './branches.ts';
import { placeOf, type Whose } from './forks.ts';
import type { Files } from './git.ts';
import { MERGES, type MergeMethod } from './merging.ts';
import type { Pull } from './records.ts';
import { invalid, Refusal } from './refusal.ts';
import {
  branchHead,
  branchIn,
  commitsOf,
  DEFAULT_BRANCH,
  needs,
  ORG,
  pullOf,
  type State,
} from './state.ts';

export const openPull = (
  state: State,
  who: Account,
  ask: {
    readonly title: string;
    readonly branch: string;
    readonly files: Files;
    readonly body?: string | undefined;
    readonly fork?: Whose;
  },
): { number: number; headSha: string } => {
  const { branch, files, title } = ask;
  const fork = placeOf(state, who, ask.fork);
  const twice = [...state.pulls.values()].some(
    (p) => p.state === 'open' && p.fork === fork && p.branch === branch,
  );
  if (twice) {
    throw invalid(`A pull request already exists for ${fork?.owner.login ?? ORG.login}:${branch}.`);
  }
  const known = branchIn(state, fork, branch);
  const headSha =
    known !== null && Object.keys(files).length === 0
      ? known
      : push(state, who, { branch, files, message: title, fork: ask.fork }).sha;
  const now = state.clock.now();
  const pull: Pull = {
    number: state.pulls.size + 1,
    id: state.nextId(),
    title,
    body: ask.body ?? '',
    author: who,
    fork,
    branch,
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
  moveBranch(state, who, { fork: null, branch: pull.base }, sha, {
    forced: false,
    kind: 'pr_merge',
  });
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
  const head = branchIn(state, pull.fork, pull.branch);
  if (head === null)
    throw invalid(`state cannot be changed. The ${pull.branch} branch was deleted.`);
  pull.headSha = head;
  pull.state = 'open';
  pull.updatedAt = state.clock.now();
  pullEvent(state, pull, 'reopened', who);
};
