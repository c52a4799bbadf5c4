/** Reads GitHub's GraphQL answers. Anything that is not as documented is a fault, never a guess. */
import { z } from 'zod';
import type { Check, Commit, Identity, Review } from '../../core/facts.ts';
import { fromIso } from '../../core/instant.ts';
import type { Person } from '../../core/person.ts';
import { type HostPullRequest, HostFault } from '../../ports/code-host.ts';

const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() });
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
  parents: z.object({ nodes: z.array(z.object({ oid: z.string() })) }),
  authors: z.object({ totalCount: z.number(), nodes: z.array(gitActor) }),
  committer: gitActor.nullable(),
});
const reviewAnswer = z.object({
  databaseId: z.number().nullable(),
  state: z.enum(['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED', 'COMMENTED', 'PENDING']),
  submittedAt: z.string().nullable(),
  author: actor.nullable(),
  commit: z.object({ oid: z.string() }).nullable(),
});
export const commitsPage = z.object({
  totalCount: z.number(),
  pageInfo,
  nodes: z.array(z.object({ commit: commitAnswer })),
});
export const reviewsPage = z.object({ totalCount: z.number(), pageInfo, nodes: z.array(reviewAnswer) });
export const pullAnswer = z.object({
  number: z.number(),
  title: z.string(),
  state: z.enum(['OPEN', 'CLOSED', 'MERGED']),
  isCrossRepository: z.boolean(),
  headRefName: z.string(),
  headRefOid: z.string(),
  headRef: z.object({ target: z.object({ oid: z.string() }).nullable() }).nullable(),
  headRepository: z.object({ databaseId: z.number().nullable(), nameWithOwner: z.string() }).nullable(),
  baseRefName: z.string(),
  author: actor.nullable(),
  mergedBy: actor.nullable(),
  mergeCommit: z.object({ oid: z.string(), tree: z.object({ oid: z.string() }) }).nullable(),
  commits: commitsPage,
  reviews: reviewsPage,
});
const context = z.discriminatedUnion('__typename', [
  z.object({
    __typename: z.literal('CheckRun'),
    databaseId: z.number().nullable(),
    name: z.string(),
    status: z.string(),
    conclusion: z.string().nullable(),
    startedAt: z.string().nullable(),
    detailsUrl: z.string().nullable(),
    isRequired: z.boolean().optional(),
    checkSuite: z.object({
      app: z.object({ databaseId: z.number().nullable(), slug: z.string() }).nullable(),
      workflowRun: z.object({ event: z.string() }).nullable(),
    }),
  }),
  z.object({
    __typename: z.literal('StatusContext'),
    context: z.string(),
    state: z.string(),
    createdAt: z.string(),
    targetUrl: z.string().nullable(),
    isRequired: z.boolean().optional(),
  }),
]);
export const checksAnswer = z.object({
  statusCheckRollup: z
    .object({ contexts: z.object({ totalCount: z.number(), pageInfo, nodes: z.array(context) }) })
    .nullable(),
});

/** Reads an answer by its schema; a fault names what was asked, never what was answered. */
export const readAnswer = <T>(what: string, schema: z.ZodType<T>, answer: unknown): T => {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? 'the answer';
  throw new HostFault('unreadable', `GitHub's answer about ${what} cannot be read at ${where}.`);
};

const personOf = (from: z.infer<typeof actor> | null): Person | null =>
  from === null || from.databaseId === null || from.databaseId === undefined
    ? null
    : { id: from.databaseId, login: from.login, machine: from.__typename === 'Bot' };

const identityOf = (from: z.infer<typeof gitActor>): Identity => ({
  name: from.name ?? '',
  email: from.email ?? '',
  person:
    from.user === null || from.user.databaseId === null
      ? null
      : { id: from.user.databaseId, login: from.user.login, machine: false },
});

export const commitOf = (from: z.infer<typeof commitAnswer>): Commit => {
  if (from.authors.nodes.length < from.authors.totalCount) {
    throw new HostFault('unreadable', `Commit ${from.oid} has more authors than can be read.`);
  }
  const nobody = { name: '', email: '', person: null };
  return {
    sha: from.oid,
    tree: from.tree.oid,
    parents: from.parents.nodes.map((parent) => parent.oid),
    authors: from.authors.nodes.map(identityOf),
    committer: from.committer === null ? nobody : identityOf(from.committer),
  };
};

export const reviewOf = (from: z.infer<typeof reviewAnswer>): readonly Review[] => {
  const person = personOf(from.author);
  const at = from.submittedAt === null ? null : fromIso(from.submittedAt);
  if (person === null || at === null || from.databaseId === null || from.commit === null) return [];
  const state = from.state.toLowerCase() as Review['state'];
  return [{ id: from.databaseId, person, state, sha: from.commit.oid, at }];
};

/** The pull request with all its commits and reviews, which may have come on several pages. */
export const pullOf = (
  from: z.infer<typeof pullAnswer>,
  all: { readonly commits: readonly Commit[]; readonly reviews: readonly Review[] },
): HostPullRequest => {
  const head = all.commits.find((commit) => commit.sha === from.headRefOid);
  if (head === undefined) {
    throw new HostFault('unreadable', `Pull request ${from.number} has a head that is none of its commits.`);
  }
  const { headRepository } = from;
  return {
    number: from.number,
    title: from.title,
    author: personOf(from.author),
    state: ({ OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const)[from.state],
    headRef: from.headRefName,
    headSha: from.headRefOid,
    headTree: head.tree,
    headRefCurrent: from.headRef?.target?.oid === from.headRefOid,
    headRepository:
      headRepository === null || headRepository.databaseId === null
        ? null
        : { id: headRepository.databaseId, fullName: headRepository.nameWithOwner },
    baseRef: from.baseRefName,
    fork: from.isCrossRepository,
    mergeSha: from.state === 'MERGED' ? (from.mergeCommit?.oid ?? null) : null,
    mergeTree: from.state === 'MERGED' ? (from.mergeCommit?.tree.oid ?? null) : null,
    mergedBy: personOf(from.mergedBy),
    commits: all.commits,
    reviews: all.reviews,
  };
};

const FAILED_STATES = ['ERROR', 'FAILURE'];

export const checkOf = (from: z.infer<typeof context>, appId: number): Check => {
  if (from.__typename === 'StatusContext') {
    const pending = from.state === 'PENDING' || from.state === 'EXPECTED';
    return {
      name: from.context,
      app: 'status',
      status: pending ? 'pending' : 'completed',
      conclusion: pending ? null : FAILED_STATES.includes(from.state) ? 'failure' : 'success',
      workflowEvent: null,
      startedAt: fromIso(from.createdAt),
      id: 0,
      url: from.targetUrl,
      required: from.isRequired ?? false,
      own: false,
    };
  }
  const completed = from.status === 'COMPLETED';
  return {
    name: from.name,
    app: from.checkSuite.app?.slug ?? 'unknown',
    status: completed ? 'completed' : 'pending',
    conclusion: completed ? ((from.conclusion?.toLowerCase() ?? null) as Check['conclusion']) : null,
    workflowEvent: from.checkSuite.workflowRun?.event ?? null,
    startedAt: from.startedAt === null ? null : fromIso(from.startedAt),
    id: from.databaseId ?? 0,
    url: from.detailsUrl,
    required: from.isRequired ?? false,
    own: from.checkSuite.app?.databaseId === appId,
  };
};
