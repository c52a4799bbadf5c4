/** Hands what somebody did in a chat to whoever acts on it. */
import type { ChatPress, ChatRequest } from '../ports/chat-request.ts';
import type { Delivery } from '../ports/queue.ts';
import { chatHomeEffect } from '../services/chat/chat-effects.ts';
import { forgetSlackUser } from '../services/identity/end-links.ts';
import type { World } from '../services/world.ts';
import type { ChatAsk } from './answer-in-chat.ts';
import { commandInChat } from './command-in-chat.ts';
import { pressInChat } from './press-in-chat.ts';

/** `broken`: it failed time and again, so whoever waits for it is told, with this reference. */
export const receiveChat = async (
  world: World,
  delivery: Delivery,
  broken: string | null,
): Promise<void> => {
  // As it was stored: see `ports/chat-request.ts`.
  const request = JSON.parse(delivery.payload) as ChatRequest;
  switch (request.kind) {
    case 'press':
      return pressInChat(world, { ...askOf(delivery, request), press: request }, broken);
    case 'command':
      return commandInChat(world, { ...askOf(delivery, request), text: request.text }, broken);
    case 'home':
      return world.store.outbox.add(chatHomeEffect(request.who, world.clock.now()));
    case 'left':
      return forgetSlackUser(world, request.who);
    default:
      return request satisfies never;
  }
};

const askOf = (
  { id, receivedAt }: Delivery,
  { who, channel, replyTo }: Pick<ChatPress, 'who' | 'channel' | 'replyTo'>,
): ChatAsk => ({ id, who, to: { user: who.user, channel, replyTo }, receivedAt });
