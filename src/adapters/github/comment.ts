/** Comments and reactions: the only place that writes them. */
import type { CodeHostWriter } from '../../ports/code-host.ts';
import { at, client, type GitHub } from './caller.ts';
import { reach, reachOr } from './fault.ts';

/** Comments looked through for our own marker, newest pages last. */
const MAX_COMMENTS = 1_000;

type Comments = Pick<
  CodeHostWriter,
  'createComment' | 'updateComment' | 'findComment' | 'minimizeComment' | 'react'
>;

const GONE = { statuses: [404, 410], value: 'gone' } as const;

export const comments = (github: GitHub): Comments => ({
  createComment: async (repository, number, body) => {
    const octokit = await client(github, repository);
    const { data } = await reach('write a comment', () =>
      octokit.rest.issues.createComment({ ...at(repository), issue_number: number, body }),
    );
    return { id: String(data.id), nodeId: data.node_id };
  },
  updateComment: async (repository, id, body) => {
    const octokit = await client(github, repository);
    const answer = await reachOr('edit a comment', GONE, () =>
      octokit.rest.issues.updateComment({ ...at(repository), comment_id: Number(id), body }),
    );
    return answer === 'gone' ? 'gone' : 'updated';
  },
  findComment: async (repository, number, marker) => {
    const octokit = await client(github, repository);
    let seen = 0;
    const pages = octokit.paginate.iterator(octokit.rest.issues.listComments, {
      ...at(repository),
      issue_number: number,
      per_page: 100,
    });
    for await (const { data } of pages) {
      const own = data.find(
        (comment) =>
          comment.performed_via_github_app?.id === github.appId && comment.body?.includes(marker) === true,
      );
      if (own !== undefined) return { id: String(own.id), nodeId: own.node_id };
      seen += data.length;
      if (seen >= MAX_COMMENTS) return null;
    }
    return null;
  },
  minimizeComment: async (repository, nodeId) => {
    const octokit = await client(github, repository);
    await reach('fold a comment', () =>
      octokit.graphql(
        'mutation Fold($id: ID!) { minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } } }',
        { id: nodeId },
      ),
    );
  },
  react: async (repository, commentId, content) => {
    const octokit = await client(github, repository);
    await reachOr('react to a comment', GONE, () =>
      octokit.rest.reactions.createForIssueComment({
        ...at(repository),
        comment_id: Number(commentId),
        content,
      }),
    );
  },
});
