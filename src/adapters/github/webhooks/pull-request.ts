/**
 * What happens to a pull request: its heads are recorded with GitHub's own times (a comment does not
 * say which head its author saw), a push supersedes, closing unmerged ends.
 */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { fromIso, type Instant } from '../../../core/instant.ts';
import { reconsiderPolicy } from '../../../services/policy/adopt-policy.ts';
import { checkProposedPolicy } from '../../../services/policy/check-proposed-policy.ts';
import { closePullRequest, moveHead } from '../../../services/promotion/pull-request-moved.ts';
import type { World } from '../../../services/world.ts';
import { personOf, repositoryOf } from './context.ts';

type Opened = EmitterWebhookEvent<'pull_request.opened' | 'pull_request.reopened'>;
type Synchronized = EmitterWebhookEvent<'pull_request.synchronize'>;
type Closed = EmitterWebhookEvent<'pull_request.closed'>;

export const onPullRequestOpened = async (world: World, { payload }: Opened): Promise<void> => {
  const repository = await repositoryOf(world, payload);
  if (repository === null) return;
  const { number, head } = payload.pull_request;
  await moveHead(world, repository, {
    number,
    sha: head.sha,
    at: timeOf(world, payload),
    push: null,
  });
  await checkProposedPolicy(world, repository, head.sha);
};

export const onPullRequestSynchronized = async (
  world: World,
  { payload }: Synchronized,
): Promise<void> => {
  const repository = await repositoryOf(world, payload);
  if (repository === null) return;
  const { number, head } = payload.pull_request;
  const at = timeOf(world, payload);
  const source = head.repo;
  await moveHead(world, repository, {
    number,
    sha: head.sha,
    at,
    // The branch of a fork sends no push event here: this is the only word of who pushed.
    push:
      source === null || source.id === repository.id
        ? null
        : {
            repositoryId: source.id,
            ref: `refs/heads/${head.ref}`,
            before: payload.before,
            after: payload.after,
            // A rewrite cannot be told from an addition here; following on is the careful reading.
            forced: true,
            person: personOf(payload.sender),
            at,
            kind: 'push',
          },
  });
  await checkProposedPolicy(world, repository, head.sha);
};

export const onPullRequestClosed = async (world: World, { payload }: Closed): Promise<void> => {
  const repository = await repositoryOf(world, payload);
  if (repository === null) return;
  await closePullRequest(world, repository, {
    number: payload.pull_request.number,
    merged: payload.pull_request.merged === true,
    by: personOf(payload.sender),
    at: fromIso(payload.pull_request.closed_at ?? '') ?? timeOf(world, payload),
  });
  // Only now GitHub may know by which pull request the policy came.
  if (payload.pull_request.merged === true) await reconsiderPolicy(world, repository);
};

const timeOf = (
  world: World,
  payload: { readonly pull_request: { readonly updated_at: string } },
): Instant => fromIso(payload.pull_request.updated_at) ?? world.clock.now();
