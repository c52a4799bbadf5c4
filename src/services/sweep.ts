/** Finds what no event announces: open promotions that nothing would wake. Run at start. */
import type { OpenKey } from '../ports/store.ts';
import type { World } from './world.ts';

/** Woken in one transaction. */
const BATCH = 500;

export const sweep = async (world: World): Promise<void> => {
  const now = world.clock.now();
  for (let after: OpenKey | null | undefined = null; after !== undefined; ) {
    const open: readonly OpenKey[] = await world.store.promotions.allOpen(after, BATCH);
    await world.store.transaction(async (tx) => {
      for (const { id } of open) await tx.wakes.at(id, now);
    });
    after = open.at(-1);
  }
};
