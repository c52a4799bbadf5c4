/** Comments and reactions: the only place that writes them. */
import type { CodeHostWriter } from '../../ports/code-host.ts';
import { at, client, type GitHub, isOurs } from './caller.ts';
import { onlyMissing, reach, reachOr } from './fault.ts';
import { restPages } from './pages.ts';

/** So many comments are looked through for our own marker: our status comment is among the first. */
const MAX_COMMENTS = 1_000;

const GONE = { statuses: [404, 410], value: 'gone' } as const;
const ANSWER = { priority: 2 } as const;
const DECORATION = { priority: 3 } as const;

/** GitHub folds one after the other within the call, which has to end in time. */
const FOLDED_A_CALL = 20;

type Comments = Pick<
  CodeHostWriter,
  'createComment' | 'updateComment' | 'findComment' | 'minimizeComments' | 'react' | 'unreact'
>;

export const comments = (github: GitHub): Comments => ({
  createComment: async (repository, number, body) => {
    const octokit = await client(github, repository);
    const ask = { ...at(repository), issue_number: number, body, request: ANSWER };
    const { data } = await reach('write a comment', () => octokit.rest.issues.createComment(ask));
    return { id: String(data.id), nodeId: data.node_id };
  },
  updateComment: async (repository, id, body) => {
    const octokit = await client(github, repository);
    const ask = { ...at(repository), comment_id: Number(id), body, request: ANSWER };
    const answer = await reachOr('edit a comment', GONE, () =>
      octokit.rest.issues.updateComment(ask),
    );
    return answer === 'gone' ? 'gone' : 'updated';
  },
  findComment: async (repository, number, marker) => {
    const octokit = await client(github, repository);
    const ask = { ...at(repository), issue_number: number, per_page: 100, request: ANSWER };
    return reach('look for a comment', async () => {
      let seen = 0;
      const pages = restPages((page) => octokit.rest.issues.listComments({ ...ask, page }));
      for await (const { data } of pages) {
        const own = data.find(
          (comment) =>
            comment.body?.includes(marker) === true &&
            isOurs(github, { ...comment, author: comment.user }),
        );
        if (own !== undefined) return { id: String(own.id), nodeId: own.node_id };
        seen += data.length;
        if (seen >= MAX_COMMENTS) return null;
      }
      return null;
    });
  },
  minimizeComments: async (repository, nodeIds) => {
    const octokit = await client(github, repository);
    for (let from = 0; from < nodeIds.length; from += FOLDED_A_CALL) {
      const some = nodeIds.slice(from, from + FOLDED_A_CALL);
      const ids = Object.fromEntries(some.map((id, index) => [`id${index}`, id]));
      await reach('fold comments', () =>
        octokit.graphql(foldQuery(some.length), { ...ids, request: DECORATION }).catch(unlessGone),
      );
    }
  },
  ...reactions(github),
});

const foldQuery = (count: number): string => {
  const each = Array.from({ length: count }, (_, index) => index);
  return `mutation Fold(${each.map((index) => `$id${index}: ID!`).join(', ')}) {
${each.map(foldField).join('\n')}
}`;
};

const foldField = (index: number): string =>
  `  c${index}: minimizeComment(input: { subjectId: $id${index}, classifier: OUTDATED }) { clientMutationId }`;

/** Somebody deleted some of them: nothing is left to fold there, and the others were folded. */
const unlessGone = (fault: unknown): void => {
  if (!onlyMissing(fault)) throw fault;
};

const reactions = (github: GitHub): Pick<CodeHostWriter, 'react' | 'unreact'> => ({
  react: async (repository, commentId, content) => {
    const octokit = await client(github, repository);
    const ask = { ...at(repository), comment_id: Number(commentId), content, request: DECORATION };
    const answer = await reachOr('react to a comment', GONE, () =>
      octokit.rest.reactions.createForIssueComment(ask),
    );
    return answer === 'gone' ? null : String(answer.data.id);
  },
  unreact: async (repository, commentId, reactionId) => {
    const octokit = await client(github, repository);
    const ids = { comment_id: Number(commentId), reaction_id: Number(reactionId) };
    const ask = { ...at(repository), ...ids, request: DECORATION };
    await reachOr('take a reaction back', GONE, () =>
      octokit.rest.reactions.deleteForIssueComment(ask),
    );
  },
});
