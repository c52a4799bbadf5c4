/** Members of the organisation's teams, those of nested teams included. */
import { z } from 'zod';
import type { Snapshot } from '../../ports/code-host.ts';
import type { Place } from './caller.ts';
import { reach } from './fault.ts';
import { membersPageQuery } from './graphql-queries.ts';
import { allNodes, pageOf } from './pages.ts';
import { readAnswer } from './read-answer.ts';

const MEMBERS = { what: 'members of a team', limit: 2_000 };

const membersPage = pageOf(z.object({ databaseId: z.number().nullable(), login: z.string() }));
export const teamAnswer = z.object({ members: membersPage });
const pageAnswer = z.object({ organization: z.object({ team: teamAnswer }) });

/** By slug; a team that GitHub does not know is absent. `answers` are those to `t0`, `t1`, … */
export const membersOf = async (
  place: Place,
  slugs: readonly string[],
  answers: Readonly<Record<string, z.infer<typeof teamAnswer> | null>>,
): Promise<Snapshot['teams']> => {
  const teams: Record<string, Snapshot['teams'][string]> = {};
  for (const [index, slug] of slugs.entries()) {
    const first = answers[`t${index}`]?.members;
    if (first === undefined) continue;
    const nodes = await allNodes(MEMBERS, first, (after) => nextPage(place, slug, after));
    teams[slug] = nodes.flatMap(({ databaseId, login }) =>
      databaseId === null ? [] : [{ id: databaseId, login }],
    );
  }
  return teams;
};

const nextPage = async (
  { octokit, repository }: Place,
  slug: string,
  after: string,
): Promise<z.infer<typeof membersPage>> => {
  const answer = await reach('read more members of a team', () =>
    octokit.graphql(membersPageQuery, { owner: repository.owner, slug, after }),
  );
  return readAnswer('members', pageAnswer, answer).organization.team.members;
};
