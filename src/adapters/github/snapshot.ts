/** The one GraphQL query that brings what a decision looks at: pull request, commit, checks, teams. */
import { z } from 'zod';
import type { Check, Commit } from '../../core/facts.ts';
import { type CodeHostReader, HostFault, type Snapshot, type SnapshotAsk } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import { client, type GitHub } from './caller.ts';
import { reach } from './fault.ts';
import type { Octokit } from './octokit.ts';
import { wholePull } from './pull-pages.ts';
import { checkOf, checksAnswer, commitAnswer, commitOf, pullAnswer, readAnswer } from './snapshot-decode.ts';
import { snapshotQuery } from './snapshot-query.ts';

const SLUG = /^[A-Za-z0-9_-]{1,100}$/;

const commitWithChecks = commitAnswer.extend(checksAnswer.shape);
const members = z.object({
  members: z.object({
    totalCount: z.number(),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
    nodes: z.array(z.object({ databaseId: z.number().nullable(), login: z.string() })),
  }),
});
const snapshotAnswer = z.object({
  repository: z
    .object({
      defaultBranchRef: z.object({ name: z.string(), target: z.object({ oid: z.string() }) }).nullable(),
      pullRequest: pullAnswer
        .extend({
          headCommit: z.object({ nodes: z.array(z.object({ commit: commitWithChecks })) }).optional(),
          mergeCommitChecks: commitWithChecks.nullable().optional(),
        })
        .nullish(),
      object: z
        .union([commitWithChecks.extend({ __typename: z.literal('Commit') }), z.object({ __typename: z.string() })])
        .nullish(),
    })
    .nullable(),
  organization: z.record(z.string(), members.nullable()).nullish(),
});
type Answer = z.infer<typeof snapshotAnswer>;
type WithChecks = z.infer<typeof commitWithChecks>;

export const snapshots = (github: GitHub): Pick<CodeHostReader, 'snapshot'> => ({
  snapshot: async (repository, ask) => {
    const octokit = await client(github, repository);
    const slugs = ask.teams.filter((team) => SLUG.test(team));
    const answer = await query(octokit, repository, ask, slugs);
    const found = answer.repository;
    if (found === null || found.defaultBranchRef === null) {
      throw new HostFault('unreadable', 'GitHub shows no repository, or one without a branch.');
    }
    const commit = commitIn(answer, ask);
    const teams = teamsIn(answer, slugs);
    return {
      at: github.clock.now(),
      defaultBranch: { name: found.defaultBranchRef.name, sha: found.defaultBranchRef.target.oid },
      pullRequest: found.pullRequest ? await wholePull(octokit, repository, found.pullRequest) : null,
      commit: commit === null ? null : commitOf(commit),
      checks: commit === null ? [] : checksIn(commit, github.appId),
      teams,
      unknownTeams: ask.teams.filter((team) => teams[team] === undefined),
    } satisfies Snapshot & { commit: Commit | null; checks: readonly Check[] };
  },
});

const query = async (
  octokit: Octokit,
  repository: Repository,
  ask: SnapshotAsk,
  slugs: readonly string[],
): Promise<Answer> => {
  const wantsCommit = ask.sha !== null;
  const variables = {
    owner: repository.owner,
    name: repository.name,
    number: ask.pullNumber ?? 0,
    hasPull: ask.pullNumber !== null,
    ...(wantsCommit ? { sha: ask.sha } : {}),
  };
  const answer = await reach('read the facts', () =>
    octokit.graphql(snapshotQuery(slugs, wantsCommit), variables).catch(partial),
  );
  return readAnswer('the facts', snapshotAnswer, answer);
};

/** A team or organisation that does not exist is an error beside the data: the data still says it. */
const partial = (fault: unknown): unknown => {
  if (typeof fault !== 'object' || fault === null || !('errors' in fault) || !('data' in fault)) throw fault;
  const errors = Array.isArray(fault.errors) ? (fault.errors as readonly unknown[]) : [];
  const harmless = errors.every((error) => {
    if (typeof error !== 'object' || error === null || !('path' in error)) return false;
    return 'type' in error && error.type === 'NOT_FOUND' && Array.isArray(error.path) && error.path[0] === 'organization';
  });
  if (errors.length === 0 || !harmless) throw fault;
  return fault.data;
};

const commitIn = (answer: Answer, ask: SnapshotAsk): WithChecks | null => {
  const found = answer.repository;
  if (ask.sha !== null) {
    const object = found?.object;
    return object && 'oid' in object ? object : null;
  }
  const pull = found?.pullRequest;
  if (!pull) return null;
  if (pull.state === 'MERGED') return pull.mergeCommitChecks ?? null;
  return pull.headCommit?.nodes.at(-1)?.commit ?? null;
};

const checksIn = (commit: WithChecks, appId: number): readonly Check[] => {
  const contexts = commit.statusCheckRollup?.contexts;
  if (contexts === undefined) return [];
  if (contexts.pageInfo.hasNextPage) {
    throw new HostFault('unreadable', `The commit has ${contexts.totalCount} checks; 100 can be read.`);
  }
  return contexts.nodes.map((context) => checkOf(context, appId));
};

const teamsIn = (answer: Answer, slugs: readonly string[]): Snapshot['teams'] => {
  const teams: Record<string, { id: number; login: string }[]> = {};
  for (const [index, slug] of slugs.entries()) {
    const team = answer.organization?.[`t${index}`];
    if (team === null || team === undefined) continue;
    if (team.members.pageInfo.hasNextPage) {
      throw new HostFault('unreadable', `Team ${slug} has ${team.members.totalCount} members; 100 can be read.`);
    }
    teams[slug] = team.members.nodes.flatMap((member) =>
      member.databaseId === null ? [] : [{ id: member.databaseId, login: member.login }],
    );
  }
  return teams;
};
