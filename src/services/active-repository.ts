/** The repository, as long as the app is installed on it: nothing is written where it no longer is. */
import type { Repository } from '../ports/store.ts';
import type { World } from './world.ts';

export const activeRepository = async (world: World, id: number): Promise<Repository | null> => {
  const repository = await world.store.repositories.byId(id);
  return repository?.active === true ? repository : null;
};
