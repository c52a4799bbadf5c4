/**
 * Finds what no event announces. At start: what lies open and what was given up. At start and from time
 * to time: open promotions that nothing would wake, what people said in a long outage, and what is to be
 * found at GitHub, which each repository is looked at for in its turn; what the queues need no more goes.
 */
import { DAY, type Instant, MINUTE } from '../core/instant.ts';
import type { OpenKey, Repository, Tables } from '../ports/store.ts';
import { checkLinksEffect } from './identity/link-effects.ts';
import { OLD_MS } from './perform/missed-comments.ts';
import { KEPT_MS } from './redeliver.ts';
import { missedCommentsEffect, redeliverEffect, sweepEffect } from './sweep-effects.ts';
import type { World } from './world.ts';

/** Longer than GitHub sends a delivery again, and long enough to find out what went wrong. */
const FORGOTTEN_AFTER_MS = 30 * DAY;

/** Woken, asked for or forgotten in one transaction. */
const BATCH = 500;

export const SWEEP_EVERY_MS = 5 * MINUTE;
/** Each is looked at more often than this anyway, unless something went wrong. */
const LATEST_LOOK_MS = 10 * MINUTE;

export const sweepAtStart = async (world: World): Promise<void> => {
  world.metrics.note({ kind: 'sweep' });
  const now = world.clock.now();
  await wakeAll(world, now);
  // What could not be done then may be done by now, and by this version.
  await world.store.inbox.revive(now - KEPT_MS, now);
  await world.store.outbox.revive(now - KEPT_MS, now);
  await hearMissed(world, now);
  await lookElsewhere(world, now);
  await forget(world, now);
};

export const sweepAgain = async (world: World): Promise<void> => {
  world.metrics.note({ kind: 'sweep' });
  const now = world.clock.now();
  await wakeAll(world, now + LATEST_LOOK_MS);
  await hearMissed(world, now);
  await lookElsewhere(world, now);
  await forget(world, now);
};

/** What the queues did long ago; what was decided, and on what, is in the record. */
const forget = async ({ store }: World, now: Instant): Promise<void> => {
  await store.inbox.forget(now - FORGOTTEN_AFTER_MS, BATCH);
  await store.outbox.forget(now - FORGOTTEN_AFTER_MS, BATCH);
  await store.identities.forget(now - OFFERS_KEPT_MS);
  await store.targetDeliveries.forget(now - FORGOTTEN_AFTER_MS, BATCH);
};

/** As long as somebody may still open one, and should read that it is over. */
const OFFERS_KEPT_MS = DAY;

/** Where one is to be woken earlier, that stands. */
const wakeAll = async (world: World, at: Instant): Promise<void> => {
  for (let after: OpenKey | null | undefined = null; after !== undefined; ) {
    const open: readonly OpenKey[] = await world.store.promotions.allOpen(after, BATCH);
    await world.store.transaction(async (tx) => {
      for (const { id } of open) await tx.wakes.at(id, at);
    });
    after = open.at(-1);
  }
};

/**
 * GitHub sends again what came in the last three days; what people said before that is read: after an
 * outage of ours, and where webhooks do not find their way to us.
 */
const hearMissed = async (world: World, now: Instant): Promise<void> => {
  const { inbox, surfaces } = world.store;
  const newest = await inbox.newest();
  if (newest === null) return;
  const read = (await surfaces.get(HEARD))?.state as Heard | undefined;
  const since = Math.max(newest, read?.until ?? newest);
  if (now - since <= KEPT_MS) return;
  world.log.info({ since }, 'no webhook for longer than GitHub keeps them: reading comments');
  await forAllRepositories(world, (tx, { id }) =>
    tx.outbox.add(missedCommentsEffect({ repositoryId: id, since }, now)),
  );
  const state: Heard = { until: now - OLD_MS };
  await surfaces.put({ key: HEARD, externalId: null, digest: null, state });
};

const HEARD = 'heard';
/** What was said by then was heard, or is being read. */
interface Heard {
  readonly until: Instant;
}

const lookElsewhere = async (world: World, now: Instant): Promise<void> => {
  await world.store.outbox.add(redeliverEffect(now));
  await forAllRepositories(world, (tx, { id }) => tx.outbox.add(sweepEffect(id, now)));
  await lookAtLinks(world, now);
};

/** An account that is deleted is told by no event. */
const lookAtLinks = async ({ store }: World, now: Instant): Promise<void> => {
  const looked = (await store.surfaces.get(LINKS_LOOKED))?.state as Looked | undefined;
  if (now - (looked?.at ?? 0) < LINKS_EVERY_MS) return;
  await store.outbox.add(checkLinksEffect(null, now));
  const state: Looked = { at: now };
  await store.surfaces.put({ key: LINKS_LOOKED, externalId: null, digest: null, state });
};

const LINKS_EVERY_MS = DAY;
const LINKS_LOOKED = 'links-looked-at';
interface Looked {
  readonly at: Instant;
}

const forAllRepositories = async (
  world: World,
  work: (tx: Tables, repository: Repository) => Promise<void>,
): Promise<void> => {
  for (let after: number | undefined = 0; after !== undefined; ) {
    const found: readonly Repository[] = await world.store.repositories.active(after, BATCH);
    await world.store.transaction(async (tx) => {
      for (const each of found) await work(tx, each);
    });
    after = found.at(-1)?.id;
  }
};
