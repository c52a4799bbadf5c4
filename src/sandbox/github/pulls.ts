/** Pull requests: opening, merging, closing and reopening, each with its events. */
import type { Account } from './accounts.ts';
import { moveBranch, push } from './branches.ts';
import { placeOf, type Whose } from './forks.ts';
import type { Changes } from './git.ts';
import { closeUnmerged, land } from './landing.ts';
import { MERGES, type MergeMethod } from './merging.ts';
import { pullEvent } from './pull-event.ts';
import type { Pull } from './records.ts';
import { invalid, Refusal } from './refusal.ts';
import { signature } from './signature.ts';
import {
  branchHead,
  branchIn,
  commitsOf,
  DEFAULT_BRANCH,
  needs,
  nextNumber,
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
    readonly files: Changes;
    readonly body?: string | undefined;
    readonly fork?: Whose;
    readonly base?: string | undefined;
    readonly signature?: string | undefined;
  },
): { number: number; headSha: string } => {
  const { branch, files, title, base = DEFAULT_BRANCH } = ask;
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
      : push(state, who, {
          branch,
          files,
          message: title,
          fork: ask.fork,
          signature: ask.signature,
        }).sha;
  const now = state.clock.now();
  const pull: Pull = {
    number: nextNumber(state),
    id: state.nextId(),
    title,
    body: ask.body ?? '',
    author: who,
    fork,
    branch,
    base,
    state: 'open',
    headSha,
    baseSha: branchHead(state, base),
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
  land(state, who, pull, { base, landed: landed.map((commit) => commit.sha) });
  moveBranch(state, who, { fork: null, branch: pull.base }, sha, {
    forced: false,
    kind: 'pr_merge',
  });
  pullEvent(state, pull, 'closed', who);
  return { sha };
};

/** On the person's own machine, and pushed: GitHub is not asked, it only notices. */
export const mergeByHand = (
  state: State,
  who: Account,
  number: number,
  o: { readonly mergeCommit?: boolean | undefined },
): { sha: string } => {
  needs(state, who, 'write');
  const pull = pullOf(state, number);
  if (pull.state !== 'open') throw invalid('The pull request is not open');
  const base = branchHead(state, pull.base);
  const moved = state.git.between(pull.headSha, base).length > 0;
  const sha = moved || o.mergeCommit === true ? mergedByHand(state, who, pull, base) : pull.headSha;
  moveBranch(state, who, { fork: null, branch: pull.base }, sha, { forced: false, kind: 'push' });
  return { sha };
};

const mergedByHand = (state: State, who: Account, pull: Pull, base: string): string => {
  const { files, conflicts } = state.git.merge(base, pull.headSha);
  if (conflicts.length > 0)
    throw new Refusal(409, `Not merged: conflict in ${conflicts.join(', ')}`);
  const author = signature(state, who);
  const message = `Merge branch '${pull.branch}'`;
  const parents = [base, pull.headSha];
  return state.git.commit({ files, parents, author, committer: author, message }).sha;
};

/** Points an open pull request at another branch. */
export const retargetPull = (state: State, who: Account, number: number, base: string): void => {
  const pull = pullOf(state, number);
  if (pull.author !== who) needs(state, who, 'write');
  if (pull.state !== 'open')
    throw invalid('Cannot change the base branch of a closed pull request');
  const changes = { base: { ref: { from: pull.base }, sha: { from: pull.baseSha } } };
  pull.baseSha = branchHead(state, base);
  pull.base = base;
  pull.updatedAt = state.clock.now();
  pullEvent(state, pull, 'edited', who, { changes });
};

export const closePull = (state: State, who: Account, number: number): void => {
  const pull = pullOf(state, number);
  if (pull.author !== who) needs(state, who, 'triage');
  if (pull.state === 'closed') return;
  closeUnmerged(state, who, pull);
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
