/** A job of GitHub Actions waits before one of GitHub's own environments for this app to answer. */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { fromIso } from '../../../core/instant.ts';
import { refuseCallback, takeJob } from '../../../services/deployment/take-job.ts';
import type { World } from '../../../services/world.ts';
import { runInCallback } from '../callback-url.ts';
import { personOf, repositoryOf } from './context.ts';

export const onProtectionRule = async (
  world: World,
  { payload }: EmitterWebhookEvent<'deployment_protection_rule.requested'>,
): Promise<void> => {
  const { environment, deployment, deployment_callback_url: callback } = payload;
  if (payload.repository === undefined) return;
  const repository = await repositoryOf(world, { ...payload, repository: payload.repository });
  if (repository === null || environment === undefined || deployment === undefined) return;
  const runId = runInCallback(callback ?? '', world.apiUrl, repository);
  if (runId === null) {
    const sender = payload.sender === undefined ? null : personOf(payload.sender);
    return refuseCallback(world, repository, { environment, callback: callback ?? '', sender });
  }
  const { id, sha, created_at: made } = deployment;
  const createdAt = fromIso(made) ?? world.clock.now();
  const job = { repositoryId: repository.id, runId, environment, sha };
  await takeJob(world, job, { id: String(id), createdAt });
};
