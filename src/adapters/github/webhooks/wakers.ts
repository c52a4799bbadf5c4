/**
 * Events that decide nothing by themselves: they say that something changed, and the promotions that
 * could be concerned are looked at again. The state is then read from GitHub, not from the event.
 */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { reconsiderPolicies, reconsiderPolicy } from '../../../services/policy/adopt-policy.ts';
import {
  wakeForBranches,
  wakeForChecks,
  wakeForReviews,
  wakeForTeams,
} from '../../../services/wake.ts';
import type { World } from '../../../services/world.ts';
import { repositoryOf } from './context.ts';

export const onReview = async (
  world: World,
  {
    payload,
  }: EmitterWebhookEvent<
    'pull_request_review.submitted' | 'pull_request_review.dismissed' | 'pull_request_review.edited'
  >,
): Promise<void> => {
  const repository = await repositoryOf(world, payload);
  if (repository === null) return;
  const { number, merged_at: mergedAt } = payload.pull_request;
  if (mergedAt !== null) await reconsiderPolicy(world, repository);
  await wakeForReviews(world, repository, { number, merged: mergedAt !== null });
};

/** Its base is all of it that a decision looks at. */
export const onPullRequestEdited = async (
  world: World,
  { payload }: EmitterWebhookEvent<'pull_request.edited'>,
): Promise<void> => {
  if (payload.changes.base === undefined) return;
  const repository = await repositoryOf(world, payload);
  if (repository === null) return;
  await wakeForBranches(world, repository, { pullNumber: payload.pull_request.number });
};

export const onCheckRunCompleted = async (
  world: World,
  { payload }: EmitterWebhookEvent<'check_run.completed'>,
): Promise<void> => {
  if (payload.check_run.app?.id === world.app.id) return;
  const repository = await repositoryOf(world, payload);
  if (repository !== null) await wakeForChecks(world, repository, payload.check_run.head_sha);
};

export const onStatus = async (
  world: World,
  { payload }: EmitterWebhookEvent<'status'>,
): Promise<void> => {
  const repository = await repositoryOf(world, payload);
  if (repository !== null) await wakeForChecks(world, repository, payload.sha);
};

export const onMembership = async (
  world: World,
  { payload }: EmitterWebhookEvent<'membership.added' | 'membership.removed'>,
): Promise<void> => {
  if (payload.installation === undefined) return;
  await reconsiderPolicies(world, payload.installation.id);
  await wakeForTeams(world, payload.installation.id);
};
