/**
 * What a decision looks at, by one GraphQL query: pull request, commit, checks, teams. Only lists
 * longer than a page cost further ones.
 */
import { z } from 'zod';
import type { Check } from '../../core/facts.ts';
import type { Sha } from '../../core/release.ts';
import { type CodeHostReader, HostFault, type SnapshotAsk } from '../../ports/code-host.ts';
import { type GitHub, type Place, placeOf } from './caller.ts';
import { checkOf, contextsPage, rollup } from './check-decode.ts';
import { reach } from './fault.ts';
import { checksPageQuery, snapshotQuery } from './graphql-queries.ts';
import { allNodes } from './pages.ts';
import { readAnswer } from './read-answer.ts';
import { commitAnswer, commitOf, pullAnswer, signatureOf } from './snapshot-decode.ts';
import { membersOf, teamAnswer } from './team.ts';
import { wholePull } from './whole-pull.ts';

const CHECKS = { what: 'checks of a commit', limit: 1_000 };
/** Slugs go into the query as they are: what is not shaped like one names no team. */
const SLUG = /^[A-Za-z0-9_.-]{1,100}$/;

const commitWithChecks = commitAnswer.extend({ statusCheckRollup: rollup });
const pullWithChecks = pullAnswer.extend({
  headCommit: z.object({ nodes: z.array(z.object({ commit: commitWithChecks })) }).optional(),
  mergeCommitChecks: commitWithChecks.nullish(),
});
const snapshotAnswer = z.object({
  repository: z.object({
    defaultBranchRef: z
      .object({ name: z.string(), target: z.object({ oid: z.string() }) })
      .nullable(),
    pullRequest: pullWithChecks.nullish(),
    object: z
      .union([
        commitWithChecks.extend({ __typename: z.literal('Commit') }),
        z.object({ __typename: z.enum(['Tag', 'Tree', 'Blob']) }),
      ])
      .nullish(),
  }),
  organization: z.record(z.string(), teamAnswer.nullable()).nullish(),
});
type Answer = z.infer<typeof snapshotAnswer>;
type WithChecks = z.infer<typeof commitWithChecks>;

export const snapshots = (github: GitHub): Pick<CodeHostReader, 'snapshot'> => ({
  snapshot: async (repository, ask) => {
    const place = await placeOf(github, repository);
    const slugs = ask.teams.filter((team) => SLUG.test(team));
    // Before the question: what changes while GitHub answers is younger than the snapshot.
    const at = github.clock.now();
    const answer = await askFor(place, ask, slugs);
    const { defaultBranchRef, pullRequest } = answer.repository;
    if (defaultBranchRef === null) throw new HostFault('unreadable', 'The repository is empty.');
    const commit = await commitIn(place, ask, answer);
    const teams = await membersOf(place, slugs, answer.organization ?? {});
    return {
      at,
      defaultBranch: { name: defaultBranchRef.name, sha: defaultBranchRef.target.oid },
      pullRequest: pullRequest ? await wholePull(place, pullRequest) : null,
      commit: commit === null ? null : commitOf(commit),
      signature: commit === null ? null : signatureOf(commit),
      checks: commit === null ? [] : await checksOf(place, ask, commit, github.appId),
      teams,
      unknownTeams: ask.teams.filter((team) => teams[team] === undefined),
    };
  },
});

const askFor = async (
  place: Place,
  ask: SnapshotAsk,
  slugs: readonly string[],
): Promise<Answer> => {
  const { owner, name } = place.repository;
  const named = ask.sha === null ? {} : { sha: ask.sha };
  const answer = await reach('read the facts', () =>
    place.octokit
      .graphql(snapshotQuery(slugs, ask.sha !== null), { owner, name, ...pullIn(ask), ...named })
      .catch(dataBesideWhatIsMissing),
  );
  return readAnswer('the facts', snapshotAnswer, answer);
};

const pullIn = (ask: SnapshotAsk): { readonly number: number; readonly hasPull: boolean } => ({
  number: ask.pullNumber ?? 0,
  hasPull: ask.pullNumber !== null,
});

/**
 * A team, an organisation (of a user's own repository) or a pull request that does not exist is an
 * error beside the data, where it is null: that answers the question.
 */
const dataBesideWhatIsMissing = (fault: unknown): unknown => {
  if (!(fault instanceof Error) || !('errors' in fault) || !('data' in fault)) throw fault;
  const errors: readonly unknown[] = Array.isArray(fault.errors) ? fault.errors : [];
  if (errors.length === 0 || !errors.every(saysMissing)) throw fault;
  return fault.data;
};

const saysMissing = (error: unknown): boolean => {
  if (typeof error !== 'object' || error === null || !('type' in error) || !('path' in error))
    return false;
  if (error.type !== 'NOT_FOUND' || !Array.isArray(error.path)) return false;
  const [first, second] = error.path as readonly unknown[];
  return first === 'organization' || (first === 'repository' && second === 'pullRequest');
};

/** The commit asked for; without one the merge commit of a merged pull request, or the head. */
const commitIn = async (
  place: Place,
  ask: SnapshotAsk,
  answer: Answer,
): Promise<WithChecks | null> => {
  const { object, pullRequest } = answer.repository;
  if (ask.sha !== null) return object?.__typename === 'Commit' ? object : null;
  if (!pullRequest) return null;
  if (pullRequest.state === 'MERGED') return pullRequest.mergeCommitChecks ?? null;
  const last = pullRequest.headCommit?.nodes.at(-1)?.commit;
  if (last?.oid === pullRequest.headRefOid) return last;
  // The last of its commits may not be its head: once the base has them all, none is left.
  const named = { ...ask, sha: pullRequest.headRefOid, teams: [] };
  return commitIn(place, named, await askFor(place, named, []));
};

const checksPage = z.object({
  repository: z.object({
    object: z.object({ statusCheckRollup: z.object({ contexts: contextsPage }) }),
  }),
});

const checksOf = async (
  place: Place,
  ask: SnapshotAsk,
  commit: WithChecks,
  appId: number,
): Promise<readonly Check[]> => {
  const first = commit.statusCheckRollup?.contexts;
  if (first === undefined) return [];
  const { owner, name } = place.repository;
  const sha: Sha = commit.oid;
  const contexts = await allNodes(CHECKS, first, async (after) => {
    const answer = await reach('read more checks', () =>
      place.octokit.graphql(checksPageQuery, { owner, name, sha, ...pullIn(ask), after }),
    );
    const page = readAnswer('checks', checksPage, answer).repository.object.statusCheckRollup;
    return page.contexts;
  });
  return contexts.map((context) => checkOf(context, appId));
};
