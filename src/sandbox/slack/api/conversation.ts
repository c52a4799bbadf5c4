/** Finding the conversation that a call names, and whether the app may see it and write there. */

import { directOf, type Message, type SlackState, userOf } from '../state.ts';
import type { SlackChannel, SlackUser } from '../workspace.ts';
import { needScope, SlackError } from './method.ts';

/** A channel, or the direct messages of a person with the app. */
export type Conversation =
  | { readonly kind: 'channel'; readonly id: string; readonly channel: SlackChannel }
  | { readonly kind: 'direct'; readonly id: string; readonly user: SlackUser };

/** One that the bot can see: of private channels, those it was asked into. */
export const conversationOf = (state: SlackState, id: string): Conversation => {
  const { users, channels, bot } = state.workspace;
  const channel = channels.find((each) => each.id === id);
  if (channel !== undefined && (!channel.isPrivate || channel.members.has(bot.id))) {
    return { kind: 'channel', id, channel };
  }
  const user = users.find((each) => !each.isBot && directOf(each) === id);
  if (user === undefined) throw new SlackError('channel_not_found');
  return { kind: 'direct', id, user };
};

/** A new message may also be addressed to a person, or to a channel by its name. */
export const addressedIn = (state: SlackState, given: string): Conversation => {
  const user = userOf(state, given);
  if (user !== null && !user.isBot && !user.deleted) {
    return { kind: 'direct', id: directOf(user), user };
  }
  const name = given.replace(/^#/, '');
  const channel = state.workspace.channels.find((each) => each.name === name);
  return conversationOf(state, channel?.id ?? given);
};

export const needsToWrite = (state: SlackState, conversation: Conversation): void => {
  if (conversation.kind === 'direct') {
    if (conversation.user.deleted) throw new SlackError('is_archived');
    return;
  }
  const { isArchived, isPrivate, members } = conversation.channel;
  if (isArchived) throw new SlackError('is_archived');
  const { bot, scopes } = state.workspace;
  const isOpen = !isPrivate && scopes.has('chat:write.public');
  if (!members.has(bot.id) && !isOpen) throw new SlackError('not_in_channel');
};

/** `what` is `read` or `history`. */
export const needsToSee = (state: SlackState, conversation: Conversation, what: string): void => {
  needScope(state, `${groupOf(conversation)}:${what}`);
  if (what !== 'history' || conversation.kind === 'direct') return;
  if (!conversation.channel.members.has(state.workspace.bot.id)) {
    throw new SlackError('not_in_channel');
  }
};

const groupOf = (conversation: Conversation): string => {
  if (conversation.kind === 'direct') return 'im';
  return conversation.channel.isPrivate ? 'groups' : 'channels';
};

/** One that everybody there sees. */
export const messageIn = (state: SlackState, channel: string, ts: string): Message => {
  const found = state.messages.find(
    (each) => each.channel === channel && each.ts === ts && each.onlyFor === null,
  );
  if (found === undefined) throw new SlackError('message_not_found');
  return found;
};

/** A thread hangs on a message of the channel, never on a reply. */
export const threadIn = (state: SlackState, channel: string, ts: string): string => {
  const root = state.messages.find((each) => each.channel === channel && each.ts === ts);
  if (root === undefined || root.onlyFor !== null) throw new SlackError('thread_not_found');
  if (root.threadTs !== null) throw new SlackError('invalid_thread_ts');
  return ts;
};
