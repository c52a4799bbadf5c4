/** `conversations.*` and `users.*`: what the app may look up. */
import { channelShape, directShape, messageShape, userShape } from '../shapes.ts';
import { directOf, type Message, type SlackState, userOf } from '../state.ts';
import { type Conversation, conversationOf, needsToSee } from './conversation.ts';
import {
  type Args,
  badArguments,
  isSet,
  type Method,
  neededIn,
  needScope,
  SlackError,
  textIn,
} from './method.ts';

const method = (answer: Method['answer'], scope: string | null = null): Method => ({
  token: 'bot',
  scope,
  answer,
});

export const conversationMethods: Readonly<Record<string, Method>> = {
  'conversations.open': method((state, args) => {
    const ids = neededIn(args, 'users').split(',');
    if (ids.length > 1) needScope(state, 'mpim:write');
    const user = userOf(state, ids[0] ?? '');
    if (user === null) throw new SlackError('user_not_found');
    if (user.deleted) throw new SlackError('user_disabled');
    if (user.isBot) throw new SlackError('cannot_dm_bot');
    const id = directOf(user);
    return { channel: isSet(args, 'return_im') ? directShape(id, user.id) : { id } };
  }, 'im:write'),
  'conversations.info': method((state, args) => {
    const conversation = conversationOf(state, neededIn(args, 'channel'));
    needsToSee(state, conversation, 'read');
    return { channel: shapeOf(state, conversation) };
  }),
  'conversations.list': method((state, args) => {
    const types = (textIn(args, 'types') ?? 'public_channel').split(',');
    if (types.includes('private_channel')) needScope(state, 'groups:read');
    const seen = state.workspace.channels.filter(
      ({ isPrivate, isArchived, members }) =>
        types.includes(isPrivate ? 'private_channel' : 'public_channel') &&
        (!isPrivate || members.has(state.workspace.bot.id)) &&
        !(isArchived && isSet(args, 'exclude_archived')),
    );
    const { page, metadata } = pageOf(args, seen);
    return { channels: page.map((each) => channelShape(state, each)), ...metadata };
  }, 'channels:read'),
  'conversations.history': method((state, args) => {
    const { id } = readable(state, args);
    const found = within(args, onTop(state, id)).toReversed();
    return messagesOf(state, args, found);
  }),
  'conversations.replies': method((state, args) => {
    const { id } = readable(state, args);
    const ts = neededIn(args, 'ts');
    const all = state.messages.filter((each) => each.channel === id && each.onlyFor === null);
    if (!all.some((each) => each.ts === ts)) throw new SlackError('thread_not_found');
    const [root, ...replies] = all.filter((each) => each.ts === ts || each.threadTs === ts);
    const found = root === undefined ? [] : [root, ...within(args, replies)];
    return messagesOf(state, args, found);
  }),
  'users.info': method((state, args) => {
    const user = userOf(state, neededIn(args, 'user'));
    if (user === null) throw new SlackError('user_not_found');
    return { user: userShape(state, user) };
  }, 'users:read'),
};

const shapeOf = (state: SlackState, conversation: Conversation): object =>
  conversation.kind === 'channel'
    ? channelShape(state, conversation.channel)
    : directShape(conversation.id, conversation.user.id);

const readable = (state: SlackState, args: Args): Conversation => {
  const conversation = conversationOf(state, neededIn(args, 'channel'));
  needsToSee(state, conversation, 'history');
  return conversation;
};

/** What stands in the channel itself, oldest first. */
export const onTop = (state: SlackState, channel: string): readonly Message[] =>
  state.messages.filter(
    (each) =>
      each.channel === channel &&
      each.onlyFor === null &&
      (each.threadTs === null || each.broadcast),
  );

const within = (args: Args, messages: readonly Message[]): readonly Message[] => {
  const oldest = Number(textIn(args, 'oldest') ?? '0');
  const latest = Number(textIn(args, 'latest') ?? 'Infinity');
  const isInclusive = isSet(args, 'inclusive');
  return messages.filter(({ ts }) => {
    const at = Number(ts);
    return isInclusive ? at >= oldest && at <= latest : at > oldest && at < latest;
  });
};

const messagesOf = (state: SlackState, args: Args, found: readonly Message[]): object => {
  const { page, hasMore, metadata } = pageOf(args, found);
  const withMetadata = isSet(args, 'include_all_metadata');
  return {
    messages: page.map((each) => messageShape(state, each, withMetadata)),
    has_more: hasMore,
    ...metadata,
  };
};

const MAX_LIMIT = 999;

const pageOf = <T>(args: Args, all: readonly T[]) => {
  const limit = Number(textIn(args, 'limit') ?? '100');
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT)
    throw new SlackError('invalid_limit');
  const from = fromCursor(textIn(args, 'cursor') ?? '');
  const hasMore = all.length > from + limit;
  const next = hasMore ? Buffer.from(`next:${from + limit}`).toString('base64') : '';
  return {
    page: all.slice(from, from + limit),
    hasMore,
    metadata: { response_metadata: { next_cursor: next } },
  };
};

const fromCursor = (cursor: string): number => {
  if (cursor === '') return 0;
  const from = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  if (from === null) throw badArguments(['[ERROR] invalid cursor'], 'invalid_cursor');
  return Number(from[1]);
};
