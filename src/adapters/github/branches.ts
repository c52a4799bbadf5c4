/** Which branches there are, and which of them have a commit: asked by their full names, as tags share them. */
import { z } from 'zod';
import { type CodeHostReader, HostFault } from '../../ports/code-host.ts';
import { type GitHub, type Place, placeOf } from './caller.ts';
import { reach } from './fault.ts';
import { branchesQuery, havingQuery } from './graphql-queries.ts';
import { allNodes, type Page, pageOf } from './pages.ts';
import { readAnswer } from './read-answer.ts';

const BRANCHES = { what: 'branches', limit: 1_000 };
/** GitHub walks the history of each of them. */
const MAX_COMPARED = 50;
const HEADS = 'refs/heads/';

const branchesPage = pageOf(z.object({ name: z.string(), prefix: z.string() }));
const branchesAnswer = z.object({ repository: z.object({ refs: branchesPage }) });
const havingAnswer = z.object({
  repository: z.record(
    z.string(),
    z
      .object({
        compare: z
          .object({ status: z.enum(['AHEAD', 'BEHIND', 'DIVERGED', 'IDENTICAL']) })
          .nullable(),
      })
      .nullable(),
  ),
});

export const branches = (github: GitHub): Pick<CodeHostReader, 'branches' | 'branchesHaving'> => ({
  branches: async (repository) => {
    const place = await placeOf(github, repository);
    const nodes = await allNodes(BRANCHES, await pageAt(place, null), (after) =>
      pageAt(place, after),
    );
    // Whether a folder of the name counts to the prefix is GitHub's choice: together they are the whole.
    return nodes.map(({ prefix, name }) => `${prefix}${name}`.slice(HEADS.length));
  },
  branchesHaving: async (repository, names, sha) => {
    if (names.length > MAX_COMPARED) {
      throw new HostFault(
        'unreadable',
        `Too many to compare: ${names.length} branches, at most ${MAX_COMPARED}.`,
      );
    }
    if (names.length === 0) return [];
    const { octokit } = await placeOf(github, repository);
    const refs = Object.fromEntries(names.map((name, index) => [`ref${index}`, `${HEADS}${name}`]));
    const { owner, name } = repository;
    const answer = await reach('find the branches that have a commit', () =>
      octokit.graphql(havingQuery(names.length), { owner, name, sha, ...refs }),
    );
    const found = readAnswer('branches', havingAnswer, answer).repository;
    return names.filter((_, index) => {
      const status = found[`b${index}`]?.compare?.status;
      return status === 'BEHIND' || status === 'IDENTICAL';
    });
  },
});

type BranchPage = Page<{ readonly name: string; readonly prefix: string }>;

const pageAt = async (
  { octokit, repository }: Place,
  after: string | null,
): Promise<BranchPage> => {
  const { owner, name } = repository;
  const answer = await reach('list the branches', () =>
    octokit.graphql(branchesQuery, { owner, name, after }),
  );
  return readAnswer('branches', branchesAnswer, answer).repository.refs;
};
