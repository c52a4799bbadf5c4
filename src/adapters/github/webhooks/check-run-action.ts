/** Buttons of our check runs: a press is a request like any other and is authorised like one. */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { pressButton } from '../../../commands/press-button.ts';
import type { World } from '../../../services/world.ts';
import { personOf, repositoryOf } from './context.ts';

type Requested = EmitterWebhookEvent<'check_run.requested_action'>;
type Rerequested = EmitterWebhookEvent<'check_run.rerequested'>;

export const onButton = (world: World, event: Requested): Promise<void> =>
  press(world, event, event.payload.requested_action?.identifier ?? '');

/** GitHub's own "Re-run" asks the gates again. */
export const onRerequested = (world: World, event: Rerequested): Promise<void> =>
  press(world, event, 'check-again');

const press = async (
  world: World,
  { id, payload }: Requested | Rerequested,
  button: string,
): Promise<void> => {
  if (payload.check_run.app?.id !== world.app.id) return;
  const repository = await repositoryOf(world, payload);
  if (repository === null) return;
  await pressButton(world, {
    delivery: id,
    repository,
    person: personOf(payload.sender),
    promotionId: payload.check_run.external_id,
    button,
  });
};
