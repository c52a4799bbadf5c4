/** The commits and reviews of a pull request beyond the first page, up to a limit said aloud. */
import { z } from 'zod';
import type { Commit, Review } from '../../core/facts.ts';
import { HostFault, type HostPullRequest } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import { reach } from './fault.ts';
import type { Octokit } from './octokit.ts';
import { commitOf, commitsPage, type pullAnswer, pullOf, readAnswer, reviewOf, reviewsPage } from './snapshot-decode.ts';
import { pullPageQuery } from './snapshot-query.ts';

const MAX_PAGES = 10;

type PullAnswer = z.infer<typeof pullAnswer>;
interface Page<N> {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly nodes: readonly N[];
}

export const wholePull = async (
  octokit: Octokit,
  repository: Repository,
  from: PullAnswer,
): Promise<HostPullRequest> => {
  const more = { octokit, repository, number: from.number };
  const commitNodes = await allNodes(from.commits, (after) => nextPage(more, 'commits', commitsPage, after));
  const reviewNodes = await allNodes(from.reviews, (after) => nextPage(more, 'reviews', reviewsPage, after));
  const commits: readonly Commit[] = commitNodes.map((node) => commitOf(node.commit));
  const reviews: readonly Review[] = reviewNodes.flatMap(reviewOf);
  return pullOf(from, { commits, reviews });
};

const allNodes = async <N>(first: Page<N>, next: (after: string) => Promise<Page<N>>): Promise<readonly N[]> => {
  const nodes = [...first.nodes];
  let page = first;
  for (let count = 1; page.pageInfo.hasNextPage; count += 1) {
    const after = page.pageInfo.endCursor;
    if (after === null || count >= MAX_PAGES) {
      throw new HostFault('unreadable', `A list on GitHub is longer than ${MAX_PAGES} pages of 100.`);
    }
    page = await next(after);
    nodes.push(...page.nodes);
  }
  return nodes;
};

const nextPage = async <T>(
  of: { readonly octokit: Octokit; readonly repository: Repository; readonly number: number },
  list: 'commits' | 'reviews',
  schema: z.ZodType<T>,
  after: string,
): Promise<T> => {
  const { owner, name } = of.repository;
  const answer = await reach(`read more ${list}`, () =>
    of.octokit.graphql(pullPageQuery(list), { owner, name, number: of.number, after }),
  );
  const shape = z.object({ repository: z.object({ pullRequest: z.object({ page: schema }) }) });
  return readAnswer(list, shape, answer).repository.pullRequest.page;
};
