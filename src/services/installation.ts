/** What changes with the installation of the app. */
import { wakeOpen } from './wake.ts';
import type { World } from './world.ts';

/** The app was removed from repositories: what was open there ends, the record stays. */
export const removeRepositories = async (world: World, ids: readonly number[]): Promise<void> => {
  for (const id of ids) {
    const repository = await world.store.repositories.byId(id);
    if (repository === null) continue;
    world.snapshots.forget(id);
    await world.store.transaction(async (tx) => {
      await tx.repositories.put({ ...repository, active: false });
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
