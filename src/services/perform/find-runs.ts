/**
 * Has the check runs of open promotions written again that GitHub has no more: no event tells that one is
 * gone. Looked for once an hour, as it costs a call for each.
 */
import { HOUR, type Instant } from '../../core/instant.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { checkRunName } from '../../messages/check-run-name.ts';
import type { Repository, Surface } from '../../ports/store.ts';
import { checkRunEffect } from '../effects.ts';
import type { World } from '../world.ts';

interface Looked {
  readonly at: Instant;
}

export const findRuns = async (world: World, repository: Repository): Promise<void> => {
  const key = `runs-looked-for:${repository.id}`;
  const now = world.clock.now();
  const before = (await world.store.surfaces.get(key))?.state as Looked | undefined;
  if (before !== undefined && now - before.at < HOUR) return;
  for (const promotion of await world.store.promotions.open(repository.id)) {
    const effect = checkRunEffect(promotion, now);
    const written = await world.store.surfaces.get(effect.key);
    if (written === null || (await isThere(world, repository, promotion, written))) continue;
    await world.store.transaction(async (tx) => {
      await tx.surfaces.put({ ...written, externalId: null, digest: null });
      await tx.outbox.add(effect);
    });
  }
  const state: Looked = { at: now };
  await world.store.surfaces.put({ key, externalId: null, digest: null, state });
};

const isThere = async (
  world: World,
  repository: Repository,
  { release, environment }: Promotion,
  { externalId }: Surface,
): Promise<boolean> => {
  const name = checkRunName(environment);
  const runs = await world.host.findCheckRuns(repository, release.sha, name);
  return runs.some(({ id }) => id === externalId);
};
