/**
 * Finds what no event announces. At start: open promotions that nothing would wake. At start and from
 * time to time: what is to be found at GitHub, which each repository is looked at for in its turn.
 */
import { MINUTE } from '../core/instant.ts';
import type { OpenKey, Repository } from '../ports/store.ts';
import { redeliverEffect, sweepEffect } from './effects.ts';
import type { World } from './world.ts';

/** Woken, or asked for, in one transaction. */
const BATCH = 500;

export const SWEEP_EVERY_MS = 5 * MINUTE;

export const sweep = async (world: World): Promise<void> => {
  const now = world.clock.now();
  for (let after: OpenKey | null | undefined = null; after !== undefined; ) {
    const open: readonly OpenKey[] = await world.store.promotions.allOpen(after, BATCH);
    await world.store.transaction(async (tx) => {
      for (const { id } of open) await tx.wakes.at(id, now);
    });
    after = open.at(-1);
  }
  await sweepRepositories(world);
};

export const sweepRepositories = async (world: World): Promise<void> => {
  world.metrics.note({ kind: 'sweep' });
  const now = world.clock.now();
  await world.store.outbox.add(redeliverEffect(now));
  for (let after: number | undefined = 0; after !== undefined; ) {
    const found: readonly Repository[] = await world.store.repositories.active(after, BATCH);
    await world.store.transaction(async (tx) => {
      for (const { id } of found) await tx.outbox.add(sweepEffect(id, now));
    });
    after = found.at(-1)?.id;
  }
};
