/** A run of GitHub Actions began or ended. It is read at GitHub: deliveries come in any order. */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { followRun } from '../../../services/inquiry/follow-run.ts';
import type { World } from '../../../services/world.ts';
import { repositoryOf } from './context.ts';

export const onWorkflowRun = async (
  world: World,
  { payload }: EmitterWebhookEvent<'workflow_run.in_progress' | 'workflow_run.completed'>,
): Promise<void> => {
  const repository = await repositoryOf(world, payload);
  if (repository !== null) await followRun(world, repository, String(payload.workflow_run.id));
};
