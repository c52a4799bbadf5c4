/** By which merged pull request each commit came, by GitHub's own record. */
import { z } from 'zod';
import type { Sha } from '../../core/release.ts';
import { type CodeHostReader, HostFault, type HostPullRequest } from '../../ports/code-host.ts';
import { type GitHub, type Place, placeOf } from './caller.ts';
import { reach } from './fault.ts';
import { originsQuery, pullsQuery } from './graphql-queries.ts';
import { readAnswer } from './read-answer.ts';
import { commitAnswer, commitOf, pullAnswer } from './snapshot-decode.ts';
import { wholePull } from './whole-pull.ts';

/** Each commit may bring 50 authors and 50 pull requests, each pull request 100 commits and reviews. */
const COMMITS_A_QUERY = 50;
const PULLS_A_QUERY = 5;
const FULL_SHA = /^[0-9a-f]{40}$/;

const originAnswer = commitAnswer.extend({
  associatedPullRequests: z.object({
    totalCount: z.number(),
    nodes: z.array(
      z.object({
        number: z.number(),
        state: z.string(),
        isCrossRepository: z.boolean(),
        headRefOid: z.string(),
        mergeCommit: z.object({ oid: z.string() }).nullable(),
      }),
    ),
  }),
});
type Origin = z.infer<typeof originAnswer>;

export const commitOrigins = (github: GitHub): Pick<CodeHostReader, 'originsOf'> => ({
  originsOf: async (repository, shas) => {
    const place = await placeOf(github, repository);
    const found = await origins(place, shas);
    const pulls = await pullsBy(place, candidatesOf(found, new Set(shas)));
    const origin: Record<Sha, number> = {};
    for (const commit of found) {
      const from = originOf(commit, new Set(shas), pulls);
      if (from !== undefined) origin[commit.oid] = from;
    }
    const used = new Set(Object.values(origin));
    return {
      origin,
      heads: headsOf(found),
      open: openOf(found),
      commits: found.filter((commit) => origin[commit.oid] === undefined).map(commitOf),
      pullRequests: [...pulls.values()].filter((pull) => used.has(pull.number)),
    };
  },
});

/** A fork's pull request does not make its head a commit of this repository. */
const headsOf = (found: readonly Origin[]): Readonly<Record<Sha, number>> =>
  openOf(found, (pull, { oid }) => !pull.isCrossRepository && pull.headRefOid === oid);

/** Of several the oldest. */
const openOf = (
  found: readonly Origin[],
  isMeant: (pull: Associated, commit: Origin) => boolean = () => true,
): Readonly<Record<Sha, number>> =>
  Object.fromEntries(
    found.flatMap((commit) =>
      commit.associatedPullRequests.nodes
        .filter((pull) => pull.state === 'OPEN' && isMeant(pull, commit))
        // The last one written stays.
        .sort((a, b) => b.number - a.number)
        .map((pull) => [commit.oid, pull.number]),
    ),
  );

type Associated = Origin['associatedPullRequests']['nodes'][number];

/** Merged pull requests of a commit, the oldest first. */
const mergedWith = (commit: Origin): readonly Associated[] => {
  const { nodes, totalCount } = commit.associatedPullRequests;
  if (nodes.length < totalCount) {
    throw new HostFault(
      'unreadable',
      `Commit ${commit.oid} is in too many pull requests: ${totalCount}.`,
    );
  }
  return nodes.filter((pull) => pull.state === 'MERGED').sort((a, b) => a.number - b.number);
};

const mergedWithin = (pull: Associated, shas: ReadonlySet<Sha>): boolean =>
  pull.mergeCommit !== null && shas.has(pull.mergeCommit.oid);

/**
 * Merged by one of these very commits; where none was, merged elsewhere: then its own list of commits
 * has to name this one, for GitHub also associates what merely is reachable.
 */
const candidatesOf = (found: readonly Origin[], shas: ReadonlySet<Sha>): readonly number[] => {
  const numbers = found.flatMap((commit) => {
    const merged = mergedWith(commit);
    const within = merged.find((pull) => mergedWithin(pull, shas));
    return within === undefined ? merged.map((pull) => pull.number) : [within.number];
  });
  return [...new Set(numbers)].sort((a, b) => a - b);
};

const originOf = (
  commit: Origin,
  shas: ReadonlySet<Sha>,
  pulls: ReadonlyMap<number, HostPullRequest>,
): number | undefined => {
  const merged = mergedWith(commit);
  const within = merged.find((pull) => mergedWithin(pull, shas));
  if (within !== undefined) return within.number;
  const listsIt = (pull: Associated): boolean =>
    pulls.get(pull.number)?.commits.some((own) => own.sha === commit.oid) === true;
  return merged.find(listsIt)?.number;
};

const origins = async (place: Place, shas: readonly Sha[]): Promise<readonly Origin[]> => {
  const strange = shas.find((sha) => !FULL_SHA.test(sha));
  if (strange !== undefined)
    throw new HostFault('unreadable', `${strange} is not a full commit SHA.`);
  const found: Origin[] = [];
  for (const batch of batches(shas, COMMITS_A_QUERY)) {
    const answer = await askFor(place, 'read where commits came from', originsQuery(batch));
    found.push(
      ...batch.map((_, index) => readAnswer('a commit', originAnswer, answer[`c${index}`])),
    );
  }
  return found;
};

const pullsBy = async (
  place: Place,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, HostPullRequest>> => {
  const whole = new Map<number, HostPullRequest>();
  for (const batch of batches(numbers, PULLS_A_QUERY)) {
    const answer = await askFor(place, 'read pull requests', pullsQuery(batch));
    for (const [index, number] of batch.entries()) {
      const pull = readAnswer('a pull request', pullAnswer, answer[`p${index}`]);
      whole.set(number, await wholePull(place, pull));
    }
  }
  return whole;
};

const aliases = z.object({ repository: z.record(z.string(), z.unknown()) });

const askFor = async (
  { octokit, repository }: Place,
  what: string,
  query: string,
): Promise<Readonly<Record<string, unknown>>> => {
  const { owner, name } = repository;
  const answer = await reach(what, () => octokit.graphql(query, { owner, name }));
  return readAnswer('commits and pull requests', aliases, answer).repository;
};

const batches = <T>(all: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
