/** Finds what no event announces: open promotions that nothing would wake. Run at start and regularly. */
import type { World } from './world.ts';

/** More open promotions than this are swept in the next round. */
const SWEPT_AT_ONCE = 1_000;

export const sweep = async (world: World): Promise<number> => {
  const open = await world.store.promotions.allOpen(SWEPT_AT_ONCE);
  for (const promotion of open) await world.store.wakes.at(promotion.id, world.clock.now());
  return open.length;
};
