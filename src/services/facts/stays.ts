/**
 * What has been live in the environments before since the release came there, and which of that has
 * the release in it: time spent under a later release that contains it counts for it as well.
 */
import { isSameContent, type Release, type Sha } from '../../core/release.ts';
import type { Stay } from '../../core/release-facts.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import type { World } from '../world.ts';

/** Time from before these is not looked at, and does not count. */
const MAX_STAYS = 100;

/** Newest first in each environment, back to when the release first came there; else what is live alone. */
export const loadStays = async (
  { ledger }: Pick<Tables, 'ledger'>,
  repositoryId: number,
  environments: readonly string[],
  release: Release,
): Promise<readonly Stay[]> => {
  const all: Stay[] = [];
  for (const environment of new Set(environments)) {
    const stays = await ledger.stays(repositoryId, environment, MAX_STAYS);
    const first = stays.findLastIndex((stay) => isSameContent(stay, release));
    const isAll = stays.length < MAX_STAYS;
    all.push(...(first === -1 && !isAll ? stays : stays.slice(0, Math.max(0, first) + 1)));
  }
  return all;
};

/** The commits that contain the release, as far back as each has what was live after it in it. */
export const loadContaining = async (
  world: World,
  repository: Repository,
  stays: readonly Stay[],
  release: Release,
): Promise<readonly Sha[]> => {
  const found: Sha[] = [];
  for (const here of Map.groupBy(stays, ({ environment }) => environment).values()) {
    const cameThere = here.some((stay) => isSameContent(stay, release));
    if (cameThere || here.length === MAX_STAYS)
      found.push(...(await unbroken(world, repository, here, release)));
  }
  return [...new Set(found)].sort();
};

const unbroken = async (
  world: World,
  repository: Repository,
  stays: readonly Stay[],
  release: Release,
): Promise<readonly Sha[]> => {
  const found: Sha[] = [];
  for (const stay of stays) {
    if (isSameContent(stay, release)) continue;
    if (!stay.healthy) break;
    const { relation } = await world.host.compare(repository, release.sha, stay.sha);
    if (relation !== 'ahead' && relation !== 'identical') break;
    found.push(stay.sha);
  }
  return found;
};
