/** A person took back that the app may know who they are: what rests on that ends. */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { forgetPerson } from '../../../services/identity/end-links.ts';
import type { World } from '../../../services/world.ts';

export const onAuthorizationRevoked = (
  world: World,
  { payload }: EmitterWebhookEvent<'github_app_authorization.revoked'>,
): Promise<void> => forgetPerson(world, payload.sender.id, 'revoked');
