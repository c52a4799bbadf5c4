/** Gathers what stands in the way of promotions in a repository, for whoever asks about it. */
import type { Lock } from '../../core/lock.ts';
import type { Person } from '../../core/person.ts';
import { type StopContext, stopLines } from '../../messages/stops.ts';
import { haltOf, lockOf, quarantineOf } from '../../ports/stops.ts';
import type { Repository } from '../../ports/store.ts';
import { linksOf } from '../links.ts';
import { standingLock } from '../stops/locks.ts';
import type { World } from '../world.ts';

/** A line for each; empty where nothing stands in the way. Of one environment where it is named. */
export const stopsText = async (
  world: World,
  repository: Repository,
  environment: string | null = null,
): Promise<string> => {
  const halts = await world.store.halts.standing(repository);
  const quarantines = await world.store.quarantines.standing(repository.id);
  const context: StopContext = { links: linksOf(world, repository), now: world.clock.now() };
  const locks: (Lock & { readonly waiting: readonly Person[] })[] = [];
  for (const { environment: name } of await world.store.locks.ofRepository(repository.id)) {
    if (environment !== null && name !== environment) continue;
    const lock = await standingLock(world, repository, name);
    if (lock === null) continue;
    const waiters = await world.store.locks.waiters(repository.id, name);
    locks.push({ ...lockOf(lock), waiting: waiters.map(({ person }) => person) });
  }
  return stopLines(
    { locks, halts: halts.map(haltOf), quarantines: quarantines.map(quarantineOf) },
    context,
  );
};
