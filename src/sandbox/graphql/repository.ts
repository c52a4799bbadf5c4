/** The repository in GraphQL: branches, objects by name, pull requests with commits and reviews. */
import { atLeast } from '../github/accounts.ts';
import type { Commit } from '../github/git.ts';
import { nodeId } from '../github/node-id.ts';
import type { Fork, Pull, Review } from '../github/records.ts';
import { authorsOf } from '../github/signature.ts';
import {
  branchHead,
  branchIn,
  commitOf,
  commitsOf,
  DEFAULT_BRANCH,
  resolveRef,
  roleOf,
  type State,
} from '../github/state.ts';
import { isoTime } from '../time.ts';
import { actorNode, gitActorNode, missing } from './actors.ts';
import { blobOf, entryOf } from './blob.ts';
import { comparisonNode } from './comparison.ts';
import { connection, type Range } from './connection.ts';
import { rollupNode } from './rollup.ts';
import { signatureNode } from './signature.ts';

export const repositoryNode = (state: State): object => ({
  ...placeNode(state, null),
  pullRequest: ({ number }: { number: number }) => {
    const pull = state.pulls.get(number);
    if (pull === undefined) {
      throw missing(`Could not resolve to a PullRequest with the number of ${number}.`);
    }
    return pullNode(state, pull);
  },
  object: ({ oid, expression }: { oid?: string | null; expression?: string | null }) =>
    objectNode(state, oid ?? expression ?? ''),
});

/** What the repository and its forks both answer; more is not asked of a fork. */
const placeNode = (state: State, fork: Fork | null): object => {
  const { id, name, fullName } = fork ?? state.repository;
  return {
    id: nodeId('R', id),
    databaseId: id,
    name,
    nameWithOwner: fullName,
    isPrivate: !state.isPublic,
    defaultBranchRef: () => refNode(state, fork, DEFAULT_BRANCH),
    ref: ({ qualifiedName }: { qualifiedName: string }) =>
      refNode(state, fork, qualifiedName.replace(/^refs\/heads\//, '')),
    refs: ({ refPrefix, ...range }: Range & { refPrefix: string }) =>
      connection('refs', refNodes(state, fork, refPrefix), range),
    ...(fork === null ? {} : { pullRequest: unspoken, object: unspoken }),
  };
};

const unspoken = (): never => {
  throw new Error('The sandbox does not speak of this in a fork.');
};

/** `<commit or branch>` names a commit, `<commit or branch>:<path>` a file in it. */
const objectNode = (state: State, expression: string): object | null => {
  const [ref = '', path] = expression.split(/:(.*)/s);
  const commit = resolveRef(state, ref);
  if (commit === null) return null;
  if (path === undefined) return commitNode(state, commit);
  return blobOf(state.git.files(commit.tree)[path]);
};

const refNode = (state: State, fork: Fork | null, name: string) => {
  const sha = branchIn(state, fork, name);
  if (sha === null) return null;
  return {
    id: nodeId('REF', `${fork?.fullName ?? state.repository.fullName}:${name}`),
    name,
    prefix: 'refs/heads/',
    target: () => commitBySha(state, sha),
    compare: ({ headRef }: { headRef: string }) => comparisonNode(state, sha, headRef),
  };
};

/** Branches alone: nothing asks here for tags. */
const refNodes = (state: State, fork: Fork | null, prefix: string): readonly object[] =>
  [...(fork ?? state).branches.keys()]
    .filter((name) => `refs/heads/${name}`.startsWith(prefix))
    .sort()
    .flatMap((name) => refNode(state, fork, name) ?? []);

const commitBySha = (state: State, sha: string): object | null => {
  const commit = state.git.get(sha);
  return commit === null ? null : commitNode(state, commit);
};

const commitNode = (state: State, commit: Commit): object => ({
  __typename: 'Commit',
  id: nodeId('C', commit.sha),
  oid: commit.sha,
  abbreviatedOid: commit.sha.slice(0, 7),
  message: commit.message,
  messageHeadline: commit.message.split('\n')[0] ?? '',
  authoredDate: isoTime(commit.author.at),
  committedDate: isoTime(commit.committer.at),
  tree: {
    __typename: 'Tree',
    id: nodeId('TREE', commit.tree),
    oid: commit.tree,
    abbreviatedOid: commit.tree.slice(0, 7),
  },
  file: ({ path }: { path: string }) => entryOf(path, state.git.files(commit.tree)[path]),
  parents: (range: Range) =>
    connection(
      'parents',
      commit.parents.map((sha) => commitBySha(state, sha)),
      range,
    ),
  history: ({ path, ...range }: Range & { path?: string | null }) =>
    connection(
      'history',
      historyOf(state, commit, path ?? null).map((each) => commitNode(state, each)),
      range,
    ),
  author: () => gitActorNode(state, commit.author),
  authors: (range: Range) =>
    connection(
      'authors',
      authorsOf(commit).map((each) => gitActorNode(state, each)),
      range,
    ),
  committer: () => gitActorNode(state, commit.committer),
  signature: () => signatureNode(commit),
  statusCheckRollup: () => rollupNode(state, commit.sha),
  associatedPullRequests: (range: Range) =>
    connection(
      'associatedPullRequests',
      associated(state, commit.sha).map((pull) => pullNode(state, pull)),
      range,
    ),
});

/**
 * Newest first; with a path those that changed it, as Git tells it: where a parent has the same file,
 * only that parent is followed.
 */
const historyOf = (state: State, from: Commit, path: string | null): readonly Commit[] => {
  const fileOf = (commit: Commit): string | undefined =>
    path === null ? commit.sha : state.git.files(commit.tree)[path];
  const found = new Set<Commit>();
  const seen = new Set([from]);
  for (const commit of seen) {
    const parents = commit.parents.map((sha) => commitOf(state, sha));
    const same = parents.find((parent) => fileOf(parent) === fileOf(commit));
    const isChange = parents.length === 0 ? fileOf(commit) !== undefined : same === undefined;
    if (isChange) found.add(commit);
    for (const parent of same === undefined ? parents : [same]) seen.add(parent);
  }
  return [...found].sort((a, b) => b.order - a.order);
};

/** Those that brought the commit to the default branch, or else the ones that would bring it. */
const associated = (state: State, sha: string): readonly Pull[] => {
  const having = [...state.pulls.values()].filter(
    (pull) =>
      pull.landed.includes(sha) || commitsOf(state, pull).some((commit) => commit.sha === sha),
  );
  const landed = state.git.between(sha, branchHead(state, DEFAULT_BRANCH));
  const isOnDefault =
    sha === branchHead(state, DEFAULT_BRANCH) ||
    landed.some((commit) => commit.parents.includes(sha));
  return isOnDefault ? having.filter((pull) => pull.merged !== null) : having;
};

const pullNode = (state: State, pull: Pull): object => ({
  id: nodeId('PR', pull.id),
  databaseId: pull.id,
  fullDatabaseId: String(pull.id),
  number: pull.number,
  title: pull.title,
  body: pull.body,
  state: pull.merged !== null ? 'MERGED' : pull.state.toUpperCase(),
  isDraft: false,
  merged: pull.merged !== null,
  isCrossRepository: pull.fork !== null,
  headRefName: pull.branch,
  headRefOid: pull.headSha,
  headRef: () => refNode(state, pull.fork, pull.branch),
  headRepository: () => (pull.fork === null ? repositoryNode(state) : placeNode(state, pull.fork)),
  baseRefName: pull.base,
  baseRefOid: pull.commits === null ? branchHead(state, pull.base) : pull.baseSha,
  author: actorNode(state, pull.author),
  mergedBy: pull.merged === null ? null : actorNode(state, pull.merged.by),
  mergeCommit: () => (pull.merged === null ? null : commitBySha(state, pull.merged.sha)),
  createdAt: isoTime(pull.createdAt),
  updatedAt: isoTime(pull.updatedAt),
  mergedAt: pull.merged === null ? null : isoTime(pull.merged.at),
  commits: (range: Range) =>
    connection(
      'commits',
      commitsOf(state, pull).map((commit) => ({
        id: nodeId('PRC', commit.sha),
        commit: commitNode(state, commit),
      })),
      range,
    ),
  reviews: (range: Range) =>
    connection(
      'reviews',
      state.reviews
        .filter((review) => review.number === pull.number)
        .map((review) => reviewNode(state, review)),
      range,
    ),
});

const reviewNode = (state: State, review: Review) => ({
  id: nodeId('PRR', review.id),
  databaseId: review.id,
  fullDatabaseId: String(review.id),
  state: review.state,
  body: review.body,
  submittedAt: isoTime(review.at),
  author: actorNode(state, review.author),
  authorCanPushToRepository: atLeast(roleOf(state, review.author), 'write'),
  commit: () => commitBySha(state, review.commit),
});
