/** Buttons of our check runs: a press is a request like any other and is authorised like one. */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { pressButton } from '../../../commands/press-button.ts';
import type { World } from '../../../services/world.ts';
import { personOf, repositoryOf } from './context.ts';

export const onButton = async (
  world: World,
  { id, payload }: EmitterWebhookEvent<'check_run.requested_action'>,
): Promise<void> => {
  if (payload.check_run.app?.id !== world.app.id) return;
  const repository = await repositoryOf(world, payload);
  if (repository === null) return;
  await pressButton(world, {
    delivery: id,
    repository,
    person: personOf(payload.sender),
    promotionId: payload.check_run.external_id,
    button: payload.requested_action?.identifier ?? '',
  });
};

export const onRerequested = async (
  world: World,
  { id, payload }: EmitterWebhookEvent<'check_run.rerequested'>,
): Promise<void> => {
  if (payload.check_run.app?.id !== world.app.id) return;
  const repository = await repositoryOf(world, payload);
  if (repository === null) return;
  await pressButton(world, {
    delivery: id,
    repository,
    person: personOf(payload.sender),
    promotionId: payload.check_run.external_id,
    button: 'check-again',
  });
};
