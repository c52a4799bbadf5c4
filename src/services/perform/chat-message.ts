/**
 * Makes the message of a promotion current in each channel of its environment. It is posted when people
 * are needed, and from then on follows the promotion; an equal text is not written again.
 */
import type { ChatContent } from '../../core/chat-content.ts';
import { digestOf } from '../../core/digest.ts';
import { type Chat, ChatFault, type ChatMessageRef, type ChatPlace } from '../../ports/chat.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import { noteRefused } from '../chat/refused.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { chatMessageView } from '../views/chat-message-view.ts';
import type { World } from '../world.ts';

/** Where a message of a promotion is, and what it says. */
interface Posted {
  /** As the policy calls it. */
  readonly channel: string;
  /** Null where it is not known whether it was posted. */
  readonly at: ChatMessageRef | null;
  readonly digest: string | null;
}

export const performChatMessage = async (
  world: World,
  effect: LeasedEffect,
  { promotionId }: EffectPayloads['chat-message'],
): Promise<void> => {
  const { chat } = world;
  const promotion = await world.store.promotions.byId(promotionId);
  if (chat === null || promotion === null) return;
  const repository = await world.store.repositories.byId(promotion.repositoryId);
  const posted = await postedFor(world, promotionId);
  // Where the app was removed nothing is begun; what stands there still tells the end.
  if (repository === null || (!repository.active && posted.length === 0)) return;
  const view = await chatMessageView(world, repository, promotion, posted.length > 0);
  if (view === null) return;
  const refused: { readonly channel: string; readonly err: unknown }[] = [];
  for (const channel of new Set([...posted.map((each) => each.channel), ...view.channels])) {
    const before = posted.find((each) => each.channel === channel) ?? null;
    const isNeeded = view.channels.includes(channel);
    const key = `${effect.key}:${channel}`;
    const writing = { channel, before, isNeeded, content: view.content, key };
    await write(world, chat, writing, promotionId).catch((fault: unknown) => {
      if (!(fault instanceof ChatFault) || fault.kind !== 'forbidden') throw fault;
      refused.push({ channel, err: fault });
    });
  }
  if (refused.length > 0) await sayRefused(world, promotionId, refused);
};

const sayRefused = async (
  world: World,
  promotion: string,
  refused: readonly { readonly channel: string; readonly err: unknown }[],
): Promise<void> => {
  if (!(await noteRefused(world.store, promotion))) return;
  for (const each of refused) {
    world.log.error({ ...each, promotion }, 'a channel takes no message; tried again later');
  }
};

/** The messages of a promotion, in every channel that has one. */
export const postedFor = async (world: World, promotionId: string): Promise<readonly Posted[]> => {
  const surface = await world.store.surfaces.get(surfaceOf(promotionId));
  return surface === null ? [] : (surface.state as readonly Posted[]);
};

const surfaceOf = (promotionId: string): string => `chat-messages:${promotionId}`;

interface Writing {
  readonly channel: string;
  readonly before: Posted | null;
  /** Posted anew where somebody deleted it. */
  readonly isNeeded: boolean;
  readonly content: ChatContent;
  readonly key: string;
}

const write = async (
  world: World,
  chat: Chat,
  { channel, before, isNeeded, content, key }: Writing,
  promotionId: string,
): Promise<void> => {
  const digest = digestOf(content);
  if (before?.digest === digest) return;
  const others = (await postedFor(world, promotionId)).filter((each) => each.channel !== channel);
  const keep = (posted: readonly Posted[]): Promise<void> =>
    world.store.surfaces.put({
      key: surfaceOf(promotionId),
      externalId: null,
      digest: null,
      state: [...others, ...posted],
    });
  const place = { channel, thread: null };
  const there = before === null ? null : (before.at ?? (await findIn(world, chat, place, key)));
  const isCurrent = there !== null && (await chat.update(there, content)) === 'updated';
  if (isCurrent) return keep([{ channel, at: there, digest }]);
  if (!isNeeded) return keep([]);
  // Its answer may be lost, and then nobody may be needed any more: it is to follow the promotion even so.
  await keep([{ channel, at: null, digest: null }]);
  const at = await postIn(world, chat, place, { content, key, broadcast: false });
  await keep([{ channel, at, digest }]);
};

/** What may have been posted before. */
export const findIn = async (
  world: World,
  chat: Chat,
  { channel, thread }: ChatPlace,
  key: string,
): Promise<ChatMessageRef | null> =>
  chat.find({ channel: await channelId(world, channel), thread }, key);

export const postIn = async (
  world: World,
  chat: Chat,
  place: ChatPlace,
  {
    content,
    ...as
  }: { readonly content: ChatContent; readonly key: string; readonly broadcast: boolean },
): Promise<ChatMessageRef> => {
  const at = await chat.post(place, content, as);
  if (at.channel !== (await channelId(world, place.channel))) {
    await world.store.surfaces.put({
      key: channelOf(place.channel),
      externalId: at.channel,
      digest: null,
      state: null,
    });
  }
  return at;
};

/** Slack tells it with the first message there. */
const channelId = async ({ store }: World, channel: string): Promise<string> =>
  (await store.surfaces.get(channelOf(channel)))?.externalId ?? channel;

const channelOf = (channel: string): string => `chat-channel:${channel}`;
