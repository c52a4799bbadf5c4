/** The entries of the GraphQL interface: repository, organisation and the one mutation. */
import { membersOf, type Team } from '../github/accounts.ts';
import { nodeId } from '../github/node-id.ts';
import type { Comment } from '../github/records.ts';
import { ORG, type State, stateNamed } from '../github/state.ts';
import { isoTime } from '../time.ts';
import { actorNode, missing } from './actors.ts';
import { connection, type Range } from './connection.ts';
import { repositoryNode } from './repository.ts';

/** Every hour so many points, as an installation has them; they never run out here. */
const LIMIT = 5000;

export const root = (state: State) => ({
  repository: ({ owner, name }: { owner: string; name: string }) => {
    const named = stateNamed(state, `${owner}/${name}`);
    if (named === null) {
      throw missing(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
    }
    return repositoryNode(named);
  },
  organization: ({ login }: { login: string }) => {
    if (login.toLowerCase() !== ORG.login) {
      throw missing(`Could not resolve to an Organization with the login of '${login}'.`);
    }
    return organizationNode(state);
  },
  rateLimit: () => ({
    cost: 1,
    limit: LIMIT,
    remaining: LIMIT,
    used: 0,
    resetAt: isoTime(state.clock.now() + 3_600_000),
  }),
  minimizeComment: ({ input }: { input: Minimize }) => minimize(state, input),
});

interface Minimize {
  readonly subjectId: string;
  readonly classifier: string;
  readonly clientMutationId?: string | null;
}

const minimize = (state: State, input: Minimize) => {
  const comment = state.comments.find((each) => nodeId('IC', each.id) === input.subjectId);
  if (comment === undefined) {
    throw missing(`Could not resolve to a node with the global id of '${input.subjectId}'`);
  }
  comment.minimized = input.classifier.toLowerCase().replace('_', '-');
  return {
    clientMutationId: input.clientMutationId ?? null,
    minimizedComment: commentNode(comment),
  };
};

const commentNode = (comment: Comment) => ({
  __typename: 'IssueComment',
  id: nodeId('IC', comment.id),
  databaseId: comment.id,
  body: comment.body,
  isMinimized: comment.minimized !== null,
  minimizedReason: comment.minimized,
});

const organizationNode = (state: State) => ({
  id: nodeId('O', ORG.id),
  databaseId: ORG.id,
  login: ORG.login,
  team: ({ slug }: { slug: string }) => {
    const found = state.teams.find((team) => team.slug === slug.toLowerCase());
    if (found === undefined)
      throw missing(`Could not resolve to a Team with the slug of '${slug}'.`);
    return teamNode(state, found);
  },
});

interface TeamNode {
  readonly slug: string;
  readonly parentTeam: () => TeamNode | null;
}

const teamNode = (state: State, team: Team): TeamNode => {
  const node = {
    id: nodeId('T', team.id),
    databaseId: team.id,
    name: team.slug,
    slug: team.slug,
    parentTeam: () => {
      const parent = state.teams.find((each) => each.slug === team.parent);
      return parent === undefined ? null : teamNode(state, parent);
    },
    members: (range: Range & { membership: 'ALL' | 'IMMEDIATE' | 'CHILD_TEAM' }) =>
      connection(
        'members',
        membersOf(state.teams, team.slug, range.membership).map((who) => actorNode(state, who)),
        range,
      ),
  };
  return node;
};
