/** A comment on an issue or pull request: the commands in it are run, once. */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { runComment } from '../../../commands/run-comment.ts';
import { fromIso } from '../../../core/instant.ts';
import type { World } from '../../../services/world.ts';
import { personOf, repositoryOf } from './context.ts';

export const onCommentCreated = async (
  world: World,
  { payload }: EmitterWebhookEvent<'issue_comment.created'>,
  broken: string | null = null,
): Promise<void> => {
  const repository = await repositoryOf(world, payload);
  const author = payload.comment.user;
  if (repository === null || author === null) return;
  const program = payload.comment.performed_via_github_app;
  const ask = {
    repository,
    author: personOf(author),
    through: program?.slug ?? null,
    page: {
      number: payload.issue.number,
      isPullRequest: payload.issue.pull_request !== undefined,
      isClosed: payload.issue.state === 'closed',
    },
    comment: String(payload.comment.id),
    text: payload.comment.body,
    at: fromIso(payload.comment.created_at) ?? world.clock.now(),
  };
  await runComment(world, ask, broken);
};
