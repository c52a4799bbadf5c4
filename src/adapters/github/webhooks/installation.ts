/** Where the app is installed. Removing it ends what was open; nothing of the record is removed. */
import type { EmitterWebhookEvent } from '@octokit/webhooks';
import {
  recordInstallation,
  removeRepositories,
  wakeInstallation,
} from '../../../services/installation.ts';
import { adoptPolicy } from '../../../services/policy/adopt-policy.ts';
import { findFloorsAmong } from '../../../services/policy/floors.ts';
import type { World } from '../../../services/world.ts';
import { personOf } from './context.ts';

type Created = EmitterWebhookEvent<'installation.created' | 'installation.suspend'>;
type Deleted = EmitterWebhookEvent<'installation.deleted'>;
type Allowed = EmitterWebhookEvent<
  'installation.unsuspend' | 'installation.new_permissions_accepted'
>;
type Added = EmitterWebhookEvent<'installation_repositories.added'>;
type Removed = EmitterWebhookEvent<'installation_repositories.removed'>;

export const onInstallationChanged = (world: World, { payload }: Created): Promise<void> =>
  record(world, `installation.${payload.action}`, payload, payload.repositories);

export const onInstallationDeleted = async (world: World, { payload }: Deleted): Promise<void> => {
  const known = await world.store.repositories.ofInstallation(payload.installation.id);
  await removeRepositories(
    world,
    payload.installation.id,
    known.map((repository) => repository.id),
  );
  await record(world, 'installation.deleted', payload, payload.repositories);
};

export const onInstallationAllowed = async (world: World, { payload }: Allowed): Promise<void> => {
  await wakeInstallation(world, payload.installation.id);
  await record(world, `installation.${payload.action}`, payload, payload.repositories);
};

export const onRepositoriesAdded = async (world: World, { payload }: Added): Promise<void> => {
  const names = payload.repositories_added.map(({ full_name: name }) => name);
  await findFloorsAmong(world, payload.installation.id, names, (home) =>
    adoptPolicy(world, home, null),
  );
  await record(world, 'installation_repositories.added', payload, payload.repositories_added);
};

export const onRepositoriesRemoved = async (world: World, { payload }: Removed): Promise<void> => {
  await removeRepositories(
    world,
    payload.installation.id,
    payload.repositories_removed.map((repository) => repository.id),
  );
  await record(world, 'installation_repositories.removed', payload, payload.repositories_removed);
};

const record = async (
  world: World,
  kind: string,
  { installation, sender }: Pick<(Created | Deleted | Added)['payload'], 'installation' | 'sender'>,
  repositories: readonly { readonly full_name?: string | undefined }[] = [],
): Promise<void> => {
  const { account } = installation;
  if (account === null) return;
  await recordInstallation(world, {
    kind,
    owner: { id: account.id, isOrganization: 'type' in account && account.type === 'Organization' },
    person: personOf(sender),
    repositories: repositories.flatMap(({ full_name: name }) => name ?? []),
  });
};
