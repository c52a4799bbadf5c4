/**
 * Has GitHub send again what did not arrive: it does not do so by itself. Whatever is in the inbox has
 * arrived, even where our answer was lost. What fails again is asked for after growing waits, for as
 * long as GitHub keeps it.
 */
import { DAY, HOUR, type Instant, MINUTE } from '../core/instant.ts';
import type { FailedDelivery } from '../ports/hook-deliveries.ts';
import type { World } from './world.ts';

/** GitHub keeps deliveries for so long. */
export const KEPT_MS = 3 * DAY;
/** An attempt under way shows when it has failed. */
const OVERLAP_MS = 10 * MINUTE;
const FIRST_WAIT_MS = 5 * MINUTE;
const LONGEST_WAIT_MS = 6 * HOUR;
/** Asked for in one go, the oldest first: they come at once, and decisions go before them. */
const MOST = 100;

/** What failed before this has arrived since. */
interface Settled {
  readonly until: Instant;
}
const KEY = 'redelivered';

export const redeliverFailed = async (world: World): Promise<void> => {
  const now = world.clock.now();
  const kept = now - KEPT_MS;
  const known = (await world.store.surfaces.get(KEY))?.state as Settled | undefined;
  const since = Math.max(kept, (known?.until ?? kept) - OVERLAP_MS);
  const { failed, isCut } = await world.host.failedDeliveries(since);
  const arrived = await world.store.inbox.known([...new Set(failed.map(({ guid }) => guid))]);
  const lost = Map.groupBy(
    failed.filter(({ guid }) => !arrived.has(guid)),
    ({ guid }) => guid,
  );
  const due = [...lost.values()].flatMap((attempts) => dueOf(attempts, now)).sort(byAge);
  for (const { attempt } of due.slice(0, MOST)) await world.host.redeliver(attempt);
  if (due.length > 0) world.log.info({ events: due.length }, 'asked GitHub for webhooks again');
  if (isCut) world.log.warn({ failed: failed.length }, 'more webhooks failed than are asked for');
  const oldest = [...lost.values()].flat().reduce((before, { at }) => Math.min(before, at), now);
  const state: Settled = { until: isCut ? kept : oldest };
  await world.store.surfaces.put({ key: KEY, externalId: null, digest: null, state });
};

const byAge = (a: FailedDelivery, b: FailedDelivery): number => a.at - b.at;

/** The newest attempt, unless it is too early to try again. */
const dueOf = (attempts: readonly FailedDelivery[], now: Instant): readonly FailedDelivery[] => {
  const newest = attempts.toSorted(byAge).at(-1);
  // The first time, it is asked for at once.
  const tries = attempts.length - 1;
  const wait = tries === 0 ? 0 : Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));
  return newest === undefined || now < newest.at + wait ? [] : [newest];
};
