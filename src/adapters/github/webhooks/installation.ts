/** Where the app is installed. Removing it ends what was open; nothing of the record is removed. */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import { removeRepositories, wakeInstallation } from '../../../services/installation.ts';
import type { World } from '../../../services/world.ts';

export const onInstallationDeleted = async (
  world: World,
  { payload }: EmitterWebhookEvent<'installation.deleted'>,
): Promise<void> => {
  const known = await world.store.repositories.ofInstallation(payload.installation.id);
  await removeRepositories(
    world,
    known.map((repository) => repository.id),
  );
};

export const onRepositoriesRemoved = async (
  world: World,
  { payload }: EmitterWebhookEvent<'installation_repositories.removed'>,
): Promise<void> => {
  await removeRepositories(
    world,
    payload.repositories_removed.map((repository) => repository.id),
  );
};

export const onInstallationAllowed = (
  world: World,
  {
    payload,
  }: EmitterWebhookEvent<'installation.unsuspend' | 'installation.new_permissions_accepted'>,
): Promise<void> => wakeInstallation(world, payload.installation.id);
