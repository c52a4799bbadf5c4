/**
 * Buttons of our check runs, and GitHub's own "Re-run" of them: a press is a request like any other and
 * is authorised like one.
 */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { pressButton } from '../../../commands/press-button.ts';
import type { Repository } from '../../../ports/store.ts';
import { checkPolicyAgain } from '../../../services/policy/check-proposed-policy.ts';
import { policyShaOf } from '../../../services/policy/policies.ts';
import type { World } from '../../../services/world.ts';
import { personOf, repositoryOf } from './context.ts';

type Requested = EmitterWebhookEvent<'check_run.requested_action'>;
type Rerequested = EmitterWebhookEvent<'check_run.rerequested'>;

export const onButton = (
  world: World,
  event: Requested,
  broken: string | null = null,
): Promise<void> => press(world, event, event.payload.requested_action?.identifier ?? '', broken);

/** GitHub's own "Re-run" asks the gates again, or reads the policy again. */
export const onRerequested = async (world: World, event: Rerequested): Promise<void> => {
  const sha = policyShaOf(event.payload.check_run.external_id);
  if (sha === null) return press(world, event, 'check-again');
  const repository = await ownRunIn(world, event);
  if (repository !== null) await checkPolicyAgain(world, repository, sha);
};

const ownRunIn = async (
  world: World,
  { payload }: Requested | Rerequested,
): Promise<Repository | null> =>
  payload.check_run.app?.id === world.app.id ? repositoryOf(world, payload) : null;

const press = async (
  world: World,
  event: Requested | Rerequested,
  button: string,
  broken: string | null = null,
): Promise<void> => {
  const repository = await ownRunIn(world, event);
  if (repository === null) return;
  const { id, payload } = event;
  const pressed = {
    delivery: id,
    repository,
    person: personOf(payload.sender),
    promotionId: payload.check_run.external_id,
    button,
  };
  await pressButton(world, pressed, broken);
};
