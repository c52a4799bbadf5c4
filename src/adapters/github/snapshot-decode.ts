/** The shapes of GitHub's GraphQL answers, and the facts they say. */
import { z } from 'zod';
import type { Commit, Identity, Review } from '../../core/facts.ts';
import { fromIso } from '../../core/instant.ts';
import type { Person } from '../../core/person.ts';
import type { Sha } from '../../core/release.ts';
import type { CommitSignature } from '../../core/release-facts.ts';
import { HostFault, type HostPullRequest } from '../../ports/code-host.ts';
import { pageOf } from './pages.ts';

const actor = z.object({
  __typename: z.string(),
  login: z.string(),
  databaseId: z.number().nullish(),
});
const gitActor = z.object({
  name: z.string().nullable(),
  email: z.string().nullable(),
  user: z.object({ databaseId: z.number().nullable(), login: z.string() }).nullable(),
});
export const commitAnswer = z.object({
  oid: z.string(),
  tree: z.object({ oid: z.string() }),
  parents: z.object({ totalCount: z.number(), nodes: z.array(z.object({ oid: z.string() })) }),
  authors: z.object({ totalCount: z.number(), nodes: z.array(gitActor) }),
  committer: gitActor.nullable(),
  // Null for one that is not signed.
  signature: z.object({ isValid: z.boolean(), state: z.string() }).nullable(),
});
const reviewAnswer = z.object({
  // GraphQL writes a BigInt as text; Octokit may have read it as a number.
  fullDatabaseId: z.coerce.number().int().positive().nullable(),
  state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED', 'COMMENTED', 'PENDING']),
  submittedAt: z.string().nullable(),
  authorCanPushToRepository: z.boolean(),
  author: actor.nullable(),
  commit: z.object({ oid: z.string() }).nullable(),
});
export const commitsPage = pageOf(z.object({ commit: commitAnswer }));
export const reviewsPage = pageOf(reviewAnswer);
export const pullAnswer = z.object({
  number: z.number(),
  title: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  isCrossRepository: z.boolean(),
  headRefName: z.string(),
  headRefOid: z.string(),
  headRef: z.object({ target: z.object({ oid: z.string() }).nullable() }).nullable(),
  headRepository: z
    .object({ databaseId: z.number().nullable(), nameWithOwner: z.string() })
    .nullable(),
  baseRefName: z.string(),
  author: actor.nullable(),
  mergedBy: actor.nullable(),
  mergeCommit: z.object({ oid: z.string(), tree: z.object({ oid: z.string() }) }).nullable(),
  commits: commitsPage,
  reviews: reviewsPage,
});

const NOBODY: Identity = { name: '', email: '', person: null };

/** GraphQL leaves `[bot]` off a bot's login; everywhere else it is part of it. */
const BOT = '[bot]';

const personOf = (from: z.infer<typeof actor> | null): Person | null => {
  if (from === null || typeof from.databaseId !== 'number') return null;
  const machine = from.__typename === 'Bot';
  const login = machine && !from.login.endsWith(BOT) ? from.login + BOT : from.login;
  return { id: from.databaseId, login, machine };
};

/** As GitHub makes it for its apps: the number of the account, then its login. */
const BOT_ADDRESS = /^(\d{1,15})\+([A-Za-z0-9-]+\[bot\])@users\.noreply\.github\.com$/;

const identityOf = (from: z.infer<typeof gitActor>): Identity => {
  const { name, email, user } = from;
  return { name: name ?? '', email: email ?? '', person: accountOf(user) ?? botOf(email ?? '') };
};

const accountOf = (user: z.infer<typeof gitActor>['user']): Person | null =>
  user === null || user.databaseId === null
    ? null
    : { id: user.databaseId, login: user.login, machine: user.login.endsWith(BOT) };

/** GraphQL knows only users as authors; for a bot the REST interface reads this same address. */
const botOf = (email: string): Person | null => {
  const [, id, login] = BOT_ADDRESS.exec(email) ?? [];
  return id === undefined || login === undefined ? null : { id: Number(id), login, machine: true };
};

export const commitOf = (from: z.infer<typeof commitAnswer>): Commit => {
  const { authors, parents } = from;
  if (authors.nodes.length < authors.totalCount || parents.nodes.length < parents.totalCount) {
    throw new HostFault(
      'unreadable',
      `Commit ${from.oid} has more authors or parents than can be read.`,
    );
  }
  return {
    sha: from.oid,
    tree: from.tree.oid,
    parents: parents.nodes.map((parent) => parent.oid),
    authors: authors.nodes.map(identityOf),
    committer: from.committer === null ? NOBODY : identityOf(from.committer),
  };
};

export const signatureAnswer = commitAnswer.pick({ oid: true, signature: true });

export const signatureOf = ({
  oid,
  signature,
}: z.infer<typeof signatureAnswer>): CommitSignature =>
  signature === null
    ? { sha: oid, verified: false, reason: 'unsigned' }
    : { sha: oid, verified: signature.isValid, reason: signature.state.toLowerCase() };

/** A review counts for a person and for a commit: one that lost either (a deleted account) is left out. */
export const reviewOf = (from: z.infer<typeof reviewAnswer>): readonly Review[] => {
  const { fullDatabaseId: id, commit, authorCanPushToRepository: canWrite } = from;
  const person = personOf(from.author);
  const at = from.submittedAt === null ? null : fromIso(from.submittedAt);
  if (person === null || at === null || id === null || commit === null) return [];
  return [{ id, person, state: REVIEW_STATES[from.state], sha: commit.oid, at, canWrite }];
};

const REVIEW_STATES = {
  APPROVED: 'approved',
  CHANGES_REQUESTED: 'changes_requested',
  DISMISSED: 'dismissed',
  COMMENTED: 'commented',
  PENDING: 'pending',
} as const;

const PULL_STATES = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const;

/** The pull request with all its commits and reviews, which may have come on several pages. */
export const pullOf = (
  from: z.infer<typeof pullAnswer>,
  all: {
    readonly headTree: Sha;
    readonly commits: readonly Commit[];
    readonly reviews: readonly Review[];
    readonly signatures: readonly CommitSignature[];
  },
): HostPullRequest => {
  const { headRepository } = from;
  const mergeCommit = from.state === 'MERGED' ? from.mergeCommit : null;
  return {
    number: from.number,
    title: from.title,
    author: personOf(from.author),
    state: PULL_STATES[from.state],
    headRef: from.headRefName,
    headSha: from.headRefOid,
    headTree: all.headTree,
    headRefCurrent: from.headRef?.target?.oid === from.headRefOid,
    headRepository:
      headRepository === null || headRepository.databaseId === null
        ? null
        : { id: headRepository.databaseId, fullName: headRepository.nameWithOwner },
    baseRef: from.baseRefName,
    fork: from.isCrossRepository,
    mergeSha: mergeCommit?.oid ?? null,
    mergeTree: mergeCommit?.tree.oid ?? null,
    mergedBy: personOf(from.mergedBy),
    commits: all.commits,
    reviews: all.reviews,
    signatures: all.signatures,
  };
};
