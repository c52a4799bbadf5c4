/**
 * Has people told of what was just written into the record: in its transaction, and only where the
 * policy names somebody who wants that. Words are found and sent later; nothing waits for any of it.
 */
import { voteNews } from '../../core/approvals/vote-news.ts';
import type { GateVerdict } from '../../core/decision.ts';
import { eventOf, type NotifyEvent } from '../../core/notify.ts';
import type { ChainEntry } from '../../core/record.ts';
import { allHolding, waitsForPeople } from '../../messages/gate-table.ts';
import type { Tables } from '../../ports/store.ts';
import type { RecordedDecision } from '../promotion/last-decision.ts';
import type { World } from '../world.ts';
import { notifyEffect } from './notify-effects.ts';
import type { NotifyPayload } from './payloads.ts';
import { targetsOf } from './targets.ts';

type Teller = Pick<World, 'policyReader'>;

/** What happened in a repository. */
export const tellOf = async (
  world: Teller,
  tx: Tables,
  repositoryId: number,
  { entry, body }: { readonly entry: ChainEntry; readonly body: Readonly<Record<string, unknown>> },
): Promise<void> => {
  const event = eventOf(entry.kind, body);
  if (event !== null) await tellEvent(world, tx, repositoryId, entry, event);
};

/** The same in all repositories of an organisation: who wants to know is found out later. */
export const tellEverywhere = async (
  tx: Tables,
  repositoryId: number,
  entry: ChainEntry,
): Promise<void> => {
  const event = eventOf(entry.kind, {});
  if (event !== null) await tx.outbox.add(notifyEffect({ ...placeOf(entry), repositoryId, event }));
};

/**
 * What a decision begins to wait for, and the one before did not: people, or the end of a freeze; and votes
 * that came to it or left it, short of what lets it pass.
 */
export const tellDecision = async (
  world: Teller,
  tx: Tables,
  repositoryId: number,
  { entry, before }: { readonly entry: ChainEntry; readonly before: RecordedDecision | null },
  verdicts: readonly GateVerdict[],
): Promise<void> => {
  const former = before?.body.verdicts ?? [];
  if (waitsForPeople(verdicts) && !waitsForPeople(former)) {
    await tellEvent(world, tx, repositoryId, entry, 'waiting');
  }
  // Where an approval that was enough is gone, people are needed again, and that is why.
  if (before !== null && isHeld(verdicts) && voteNews(former, verdicts) !== null) {
    await tellEvent(world, tx, repositoryId, entry, 'voted', { before: before.entry.seq });
  }
  let begins = false;
  for (const window of windowsIn(verdicts)) {
    const isNews = await isFirst(tx, `${repositoryId}:${entry.environment}`, window);
    begins ||= isNews;
  }
  if (begins) await tellEvent(world, tx, repositoryId, entry, 'frozen');
};

const tellEvent = async (
  world: Teller,
  tx: Tables,
  repositoryId: number,
  entry: ChainEntry,
  event: NotifyEvent,
  more: Pick<NotifyPayload, 'before'> = {},
): Promise<void> => {
  const { environment } = entry;
  const wanting = await targetsOf(world, tx, { repositoryId, environment, event });
  if (wanting.length === 0) return;
  await tx.outbox.add(notifyEffect({ ...placeOf(entry), repositoryId, event, ...more }));
};

const isHeld = (verdicts: readonly GateVerdict[]): boolean => allHolding(verdicts).length > 0;

const placeOf = ({ chain, seq, at }: ChainEntry) => ({ chain, seq, at });

/** Those that hold it. */
const windowsIn = (verdicts: readonly GateVerdict[]): readonly string[] =>
  verdicts
    .flatMap(({ reasons }) => reasons)
    .flatMap((reason) => (reason.code === 'frozen' ? reason.windows : []))
    .filter(({ exception }) => (exception?.confirmed ?? null) === null)
    .map(({ freeze, from }) => `${freeze}:${from}`);

/** A freeze is told once each time that it is on, however many promotions it holds up. */
const isFirst = async ({ surfaces }: Tables, place: string, window: string): Promise<boolean> => {
  const key = `frozen:${place}:${window}`;
  if ((await surfaces.get(key)) !== null) return false;
  await surfaces.put({ key, externalId: null, digest: null, state: null });
  return true;
};
