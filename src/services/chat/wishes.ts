/** How a person wants to be reminded in the chat: whether at all, and not in which hours. */

import { type ChatWishes, FIRST_WISHES } from '../../core/chat-wishes.ts';
import { isTimeZone } from '../../core/freezes/wall-time.ts';
import type { Instant } from '../../core/instant.ts';
import { quietUntil } from '../../core/quiet-hours.ts';
import { ChatFault } from '../../ports/chat.ts';
import type { SlackIdentity } from '../../ports/identities.ts';
import type { Tables } from '../../ports/store.ts';
import type { World } from '../world.ts';

const keyOf = ({ team, user }: SlackIdentity): string => `chat-wishes:${team}:${user}`;

export const wishesOf = async (
  { surfaces }: Pick<Tables, 'surfaces'>,
  who: SlackIdentity,
): Promise<ChatWishes> => {
  const kept = await surfaces.get(keyOf(who));
  return kept === null ? FIRST_WISHES : (kept.state as ChatWishes);
};

export const keepWishes = (
  { surfaces }: Pick<Tables, 'surfaces'>,
  who: SlackIdentity,
  wishes: ChatWishes,
): Promise<void> =>
  surfaces.put({ key: keyOf(who), externalId: null, digest: null, state: wishes });

/** From when on they may be reminded; null for never. */
export const reminderAt = async (
  world: World,
  who: SlackIdentity,
  now: Instant,
): Promise<Instant | null> => {
  const { reminders, quiet, timeZone } = await wishesOf(world.store, who);
  if (!reminders) return null;
  if (quiet === null) return now;
  return quietUntil(now, { ...quiet, timeZone: timeZone ?? (await zoneOf(world, who)) }) ?? now;
};

/** Whoever Slack does not show is reminded by the clock of UTC, and keeps nobody else from being reminded. */
const zoneOf = async (world: World, { user }: SlackIdentity): Promise<string> => {
  const found = await world.chat?.user(user).catch((fault: unknown) => {
    if (fault instanceof ChatFault && fault.kind === 'forbidden') return null;
    throw fault;
  });
  const zone = found?.timeZone ?? null;
  return zone !== null && isTimeZone(zone) ? zone : 'UTC';
};
