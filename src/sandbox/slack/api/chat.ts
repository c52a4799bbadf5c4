/** `chat.*`: what the app writes, where people read it. */
import { blocksIn, contentIn, metadataIn } from '../content.ts';
import { post, remove, rewrite } from '../posting.ts';
import { messageShape } from '../shapes.ts';
import { type Message, type SlackState, userOf } from '../state.ts';
import { addressedIn, conversationOf, messageIn, needsToWrite, threadIn } from './conversation.ts';
import { type Args, isSet, type Method, neededIn, SlackError, textIn } from './method.ts';

const method = (answer: Method['answer']): Method => ({
  token: 'bot',
  scope: 'chat:write',
  answer,
});

export const chatMethods: Readonly<Record<string, Method>> = {
  'chat.postMessage': method((state, args) => {
    const conversation = addressedIn(state, neededIn(args, 'channel'));
    needsToWrite(state, conversation);
    const threadTs = threadOf(state, args, conversation.id);
    const message = post(state, {
      ...contentIn(state, args),
      channel: conversation.id,
      user: state.workspace.bot.id,
      metadata: metadataIn(args) ?? null,
      isPlain: [false, 'false'].some((each) => each === args.mrkdwn),
      threadTs,
      broadcast: threadTs !== null && isSet(args, 'reply_broadcast'),
    });
    const { channel, ts } = message;
    return { channel, ts, message: messageShape(state, message, true) };
  }),
  'chat.postEphemeral': method((state, args) => {
    const conversation = addressedIn(state, neededIn(args, 'channel'));
    needsToWrite(state, conversation);
    const user = userOf(state, neededIn(args, 'user'));
    if (user === null) throw new SlackError('user_not_found');
    const isThere =
      conversation.kind === 'channel'
        ? conversation.channel.members.has(user.id)
        : conversation.user === user;
    if (user.deleted || !isThere) throw new SlackError('user_not_in_channel');
    const { ts } = post(state, {
      ...contentIn(state, args),
      channel: conversation.id,
      user: state.workspace.bot.id,
      threadTs: threadOf(state, args, conversation.id),
      onlyFor: user.id,
    });
    return { message_ts: ts };
  }),
  'chat.update': method((state, args) => {
    const message = ownMessage(state, args, 'cant_update_message');
    const blocks = blocksIn(state, args) ?? message.blocks;
    const isTextLeft = args.text === undefined && args.blocks === undefined;
    if (isTextLeft) throw new SlackError('no_text');
    const { text } = contentIn(state, { text: args.text, blocks });
    const metadata = metadataIn(args);
    rewrite(state, message, { text, blocks }, metadata === undefined ? message.metadata : metadata);
    const { channel, ts } = message;
    return { channel, ts, text, message: messageShape(state, message, true) };
  }),
  'chat.delete': method((state, args) => {
    const message = ownMessage(state, args, 'cant_delete_message');
    remove(state, message);
    return { channel: message.channel, ts: message.ts };
  }),
  'chat.getPermalink': {
    ...method((state, args) => {
      const { id } = conversationOf(state, neededIn(args, 'channel'));
      const { ts } = messageIn(state, id, neededIn(args, 'message_ts'));
      return { channel: id, permalink: permalinkOf(state, id, ts) };
    }),
    scope: null,
  },
};

const permalinkOf = (state: SlackState, channel: string, ts: string): string =>
  `${state.url}/slack/archives/${channel}/p${ts.replace('.', '')}`;

const ownMessage = (state: SlackState, args: Args, refusal: string): Message => {
  const conversation = conversationOf(state, neededIn(args, 'channel'));
  const message = messageIn(state, conversation.id, neededIn(args, 'ts'));
  if (message.user !== state.workspace.bot.id) throw new SlackError(refusal);
  if (conversation.kind === 'channel' && conversation.channel.isArchived) {
    throw new SlackError('is_archived');
  }
  return message;
};

const threadOf = (state: SlackState, args: Args, channel: string): string | null => {
  const ts = textIn(args, 'thread_ts');
  return ts === undefined || ts === '' ? null : threadIn(state, channel, ts);
};
