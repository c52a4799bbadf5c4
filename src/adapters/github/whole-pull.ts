/** A pull request with every commit and every review, on however many pages they come. */
import { z } from 'zod';
import type { Sha } from '../../core/release.ts';
import { HostFault, type HostPullRequest } from '../../ports/code-host.ts';
import type { Place } from './caller.ts';
import { reach } from './fault.ts';
import { pullPageQuery, treeQuery } from './graphql-queries.ts';
import { allNodes } from './pages.ts';
import { readAnswer } from './read-answer.ts';
import {
  commitOf,
  commitsPage,
  type pullAnswer,
  pullOf,
  reviewOf,
  reviewsPage,
  signatureOf,
} from './snapshot-decode.ts';

const COMMITS = { what: 'commits of a pull request', limit: 1_000 };
const REVIEWS = { what: 'reviews of a pull request', limit: 1_000 };

type PullAnswer = z.infer<typeof pullAnswer>;

export const wholePull = async (place: Place, from: PullAnswer): Promise<HostPullRequest> => {
  const pull = { ...place, number: from.number };
  const nodes = await allNodes(COMMITS, from.commits, (after) =>
    nextPage(pull, 'commits', commitsPage, after),
  );
  // Who wrote the commits decides who may approve: a list that lost some must not pass as the whole.
  if (nodes.length < from.commits.totalCount) {
    throw new HostFault(
      'unreadable',
      `GitHub did not give all commits of pull request ${from.number}.`,
    );
  }
  const reviews = await allNodes(REVIEWS, from.reviews, (after) =>
    nextPage(pull, 'reviews', reviewsPage, after),
  );
  const commits = nodes.map((node) => commitOf(node.commit));
  const head = commits.find((commit) => commit.sha === from.headRefOid);
  // Once the base has all its commits, the head is not among them.
  const headTree = head?.tree ?? (await treeOf(place, from.headRefOid));
  return pullOf(from, {
    headTree,
    commits,
    reviews: reviews.flatMap(reviewOf),
    signatures: nodes.map((node) => signatureOf(node.commit)),
  });
};

const nextPage = async <T>(
  of: Place & { readonly number: number },
  list: 'commits' | 'reviews',
  schema: z.ZodType<T>,
  after: string,
): Promise<T> => {
  const { owner, name } = of.repository;
  const answer = await reach(`read more ${list} of a pull request`, () =>
    of.octokit.graphql(pullPageQuery(list), { owner, name, number: of.number, after }),
  );
  const shape = z.object({ repository: z.object({ pullRequest: z.object({ page: schema }) }) });
  return readAnswer(list, shape, answer).repository.pullRequest.page;
};

const treeAnswer = z.object({
  repository: z.object({ object: z.object({ tree: z.object({ oid: z.string() }) }) }),
});

const treeOf = async ({ octokit, repository }: Place, sha: Sha): Promise<Sha> => {
  const { owner, name } = repository;
  const answer = await reach('read the head of a pull request', () =>
    octokit.graphql(treeQuery, { owner, name, sha }),
  );
  return readAnswer('the head of a pull request', treeAnswer, answer).repository.object.tree.oid;
};
