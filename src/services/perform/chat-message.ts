/**
 * Makes the message of a promotion current in each channel of its environment. It is posted when people
 * are needed, and from then on follows the promotion; an equal text is not written again.
 */
import type { ChatContent } from '../../core/chat-content.ts';
import { digestOf } from '../../core/digest.ts';
import { type Chat, ChatFault, type ChatMessageRef } from '../../ports/chat.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import { noteRefused } from '../chat/refused.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { chatMessageView } from '../views/chat-message-view.ts';
import type { World } from '../world.ts';

/** Where a message of a promotion is, and what it says. */
interface Posted {
  /** As the policy calls it. */
  readonly channel: string;
  readonly at: ChatMessageRef;
  readonly digest: string;
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
    await write(world, chat, effect, writing, promotionId).catch((fault: unknown) => {
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
  effect: LeasedEffect,
  { channel, before, isNeeded, content, key }: Writing,
  promotionId: string,
): Promise<void> => {
  const digest = digestOf(content);
  if (before?.digest === digest) return;
  const isThere = before !== null && (await chat.update(before.at, content)) === 'updated';
  const others = (await postedFor(world, promotionId)).filter((each) => each.channel !== channel);
  const state = [...others];
  if (isThere) state.push({ channel, at: before.at, digest });
  else if (isNeeded) {
    const at = await postOnce(world, chat, effect, { channel, content, key });
    state.push({ channel, at, digest });
  }
  const surface = { key: surfaceOf(promotionId), externalId: null, digest: null, state };
  await world.store.surfaces.put(surface);
};

/** What may have been posted already is looked for first. */
export const postOnce = async (
  world: World,
  chat: Chat,
  effect: LeasedEffect,
  {
    channel,
    content,
    key,
    thread = null,
    broadcast = false,
  }: Omit<Writing, 'before' | 'isNeeded'> & {
    readonly thread?: string | null;
    readonly broadcast?: boolean;
  },
): Promise<ChatMessageRef> => {
  const known = `chat-channel:${channel}`;
  const id = (await world.store.surfaces.get(known))?.externalId ?? channel;
  const found = effect.uncertain ? await chat.find({ channel: id, thread }, key) : null;
  if (found !== null) {
    await chat.update(found, content);
    return found;
  }
  const at = await chat.post({ channel, thread }, content, { key, broadcast });
  if (at.channel !== id) {
    await world.store.surfaces.put({
      key: known,
      externalId: at.channel,
      digest: null,
      state: null,
    });
  }
  return at;
};
