/** Has what is open looked at again, whatever it waits for: in one repository, or in all of an owner. */
import type { Repository, Tables } from '../ports/store.ts';
import type { World } from './world.ts';

/** Has everything that is open in a repository looked at again, whatever it waits for. */
export const wakeOpen = async (world: World, tx: Tables, repositoryId: number): Promise<void> => {
  const now = world.clock.now();
  for (const { id } of await tx.promotions.open(repositoryId)) await tx.wakes.at(id, now);
};

/** What holds for them may be another now, in every repository: all that is open there is looked at. */
export const wakeOwner = async (world: World, tx: Tables, home: Repository): Promise<void> => {
  const all = await tx.repositories.ofInstallation(home.installationId);
  for (const { id, active } of all) {
    if (active && id !== home.id) await wakeOpen(world, tx, id);
  }
};
