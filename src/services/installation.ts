/** What changes with the installation of the app. */
import type { Person } from '../core/person.ts';
import { isFloorsHome } from './policy/floors.ts';
import { auditChain } from './record.ts';
import { wakeOpen, wakeOwner } from './wake-open.ts';
import type { World } from './world.ts';

/**
 * The app was removed from repositories: what was open there ends, the record stays. One that has moved
 * to an owner who has the app as well is another installation's by now.
 */
export const removeRepositories = async (
  world: World,
  installationId: number,
  ids: readonly number[],
): Promise<void> => {
  for (const id of ids) {
    const repository = await world.store.repositories.byId(id);
    if (repository === null || repository.installationId !== installationId) continue;
    world.snapshots.forget(id);
    await world.store.transaction(async (tx) => {
      await tx.repositories.put({ ...repository, active: false });
      if (isFloorsHome(repository)) await wakeOwner(world, tx, repository);
      await wakeOpen(world, tx, id);
    });
  }
};

/** The app may do again what was refused meanwhile: everything open is looked at at once. */
export const wakeInstallation = async (world: World, installationId: number): Promise<void> => {
  for (const { id } of await world.store.repositories.ofInstallation(installationId)) {
    await world.store.transaction((tx) => wakeOpen(world, tx, id));
  }
};

export interface InstallationChange {
  /** As GitHub names the event: `installation.deleted`. */
  readonly kind: string;
  /** The account that has the app. */
  readonly owner: { readonly id: number; readonly isOrganization: boolean };
  readonly person: Person;
  /** Full names of those that it is about, where GitHub names them. */
  readonly repositories: readonly string[];
}

/** Who let the app in, or shut it out, is told by the chain of the owner: no repository's may remain. */
export const recordInstallation = async (
  world: World,
  { kind, owner, person, repositories }: InstallationChange,
): Promise<void> => {
  const chain = `${owner.isOrganization ? 'organization' : 'user'}:${owner.id}`;
  await world.store.transaction((tx) =>
    auditChain(world, tx, chain, {
      kind,
      at: world.clock.now(),
      promotionId: null,
      environment: null,
      person,
      body: { repositories },
    }),
  );
};
