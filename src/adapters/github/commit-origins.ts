/** By which merged pull request each commit came, by GitHub's own record. */
import { z } from 'zod';
import type { Commit } from '../../core/facts.ts';
import type { CodeHostReader, HostPullRequest } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import { client, type GitHub } from './caller.ts';
import { reach } from './fault.ts';
import type { Octokit } from './octokit.ts';
import { wholePull } from './pull-pages.ts';
import { commitAnswer, commitOf, pullAnswer, readAnswer } from './snapshot-decode.ts';
import { originsQuery, pullsQuery } from './snapshot-query.ts';

const COMMITS_A_QUERY = 50;
const PULLS_A_QUERY = 5;

const originAnswer = commitAnswer.extend({
  associatedPullRequests: z.object({
    nodes: z.array(
      z.object({
        number: z.number(),
        state: z.string(),
        baseRefName: z.string(),
        mergeCommit: z.object({ oid: z.string() }).nullable(),
      }),
    ),
  }),
});
type Origin = z.infer<typeof originAnswer>;

export const commitOrigins = (github: GitHub): Pick<CodeHostReader, 'changesOf'> => ({
  changesOf: async (repository, shas) => {
    const octokit = await client(github, repository);
    const found: Origin[] = [];
    for (const batch of batches(shas, COMMITS_A_QUERY)) {
      found.push(...(await origins(octokit, repository, batch)));
    }
    const within = new Set(shas);
    const origin: Record<string, number> = {};
    const alone: Commit[] = [];
    for (const commit of found) {
      // The pull request must have been merged by one of these very commits, not somewhere else.
      const merged = commit.associatedPullRequests.nodes
        .filter((pull) => pull.state === 'MERGED' && pull.mergeCommit !== null && within.has(pull.mergeCommit.oid))
        .map((pull) => pull.number)
        .sort((a, b) => a - b)[0];
      if (merged === undefined) alone.push(commitOf(commit));
      else origin[commit.oid] = merged;
    }
    const numbers = [...new Set(Object.values(origin))].sort((a, b) => a - b);
    return { origin, commits: alone, pullRequests: await pulls(octokit, repository, numbers) };
  },
});

const origins = async (
  octokit: Octokit,
  repository: Repository,
  shas: readonly string[],
): Promise<readonly Origin[]> => {
  const { owner, name } = repository;
  const answer = await reach('read where commits came from', () =>
    octokit.graphql(originsQuery(shas), { owner, name }),
  );
  const shape = z.object({ repository: z.record(z.string(), originAnswer) });
  const read = readAnswer('commits', shape, answer).repository;
  return shas.map((_, index) => readAnswer('a commit', originAnswer, read[`c${index}`]));
};

const pulls = async (
  octokit: Octokit,
  repository: Repository,
  numbers: readonly number[],
): Promise<readonly HostPullRequest[]> => {
  const { owner, name } = repository;
  const whole: HostPullRequest[] = [];
  for (const batch of batches(numbers, PULLS_A_QUERY)) {
    const answer = await reach('read pull requests', () => octokit.graphql(pullsQuery(batch), { owner, name }));
    const shape = z.object({ repository: z.record(z.string(), pullAnswer) });
    const read = readAnswer('pull requests', shape, answer).repository;
    for (const [index] of batch.entries()) {
      whole.push(await wholePull(octokit, repository, readAnswer('a pull request', pullAnswer, read[`p${index}`])));
    }
  }
  return whole;
};

const batches = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
