/**
 * Slack as services see it: messages, answers, forms and the app's home. Nothing is tried again here;
 * the outbox does that, and knows what was begun.
 */
import type { WebClient } from '@slack/web-api';
import type { ChatContent } from '../../core/chat-content.ts';
import { type Chat, ChatFault, type ChatMessageRef } from '../../ports/chat.ts';
import { formView, homeView, messageBlocks, summaryText } from './blocks.ts';
import { errorOf, reach } from './fault.ts';
import { findMessage } from './find-message.ts';
import { answerAt } from './reply-address.ts';

export interface SlackParts {
  readonly client: WebClient;
  /** For what somebody waits for. */
  readonly hurried: WebClient;
  /** Where Slack is: answers go to no other host than Slack's. */
  readonly apiUrl: string;
  readonly timeoutMs: number;
}

/** What our own messages are known by. */
const MESSAGE_KIND = 'lockkeeper_message';

export const createChat = ({ client, hurried, apiUrl, timeoutMs }: SlackParts): Chat => {
  const said = (content: ChatContent) => ({
    text: summaryText(content),
    blocks: messageBlocks(content),
    unfurl_links: false,
    unfurl_media: false,
  });
  const post: Chat['post'] = async ({ channel, thread }, content, { key, broadcast }) => {
    const trace = content.trace === undefined ? {} : { trace_id: content.trace };
    const metadata = { event_type: MESSAGE_KIND, event_payload: { key, ...trace } };
    const body = { ...said(content), channel, metadata };
    const { channel: id, ts } = await reach('post a message', () =>
      client.chat.postMessage(
        thread === null ? body : { ...body, thread_ts: thread, reply_broadcast: broadcast },
      ),
    );
    return refOf(id, ts);
  };
  return {
    find: (at, key) => findMessage(client, at, { kind: MESSAGE_KIND, key }),
    post,
    update: async ({ channel, message }, content) => {
      const { unfurl_links: _links, unfurl_media: _media, ...body } = said(content);
      return reach('update a message', async () => {
        try {
          await client.chat.update({ ...body, channel, ts: message });
          return 'updated';
        } catch (fault) {
          if (GONE.includes(errorOf(fault) ?? '')) return 'gone';
          throw fault;
        }
      });
    },
    answer: async ({ user, channel, replyTo }, content) => {
      const body = said(content);
      if (replyTo !== null && (await answerAt({ url: replyTo, apiUrl, timeoutMs }, body))) return;
      if (channel === null) throw new ChatFault('gone', 'the place to answer at is no longer open');
      await reach('answer', () => client.chat.postEphemeral({ ...body, channel, user }));
    },
    direct: async ({ user }, content, { key, uncertain }) => {
      const channel = await conversationWith(client, user);
      if (channel === null) return 'gone';
      const place = { channel, thread: null };
      const before = uncertain
        ? await findMessage(client, place, { kind: MESSAGE_KIND, key })
        : null;
      if (before === null) await post(place, content, { key, broadcast: false });
      return 'sent';
    },
    openForm: async ({ trigger, channel }, form) => {
      const view = formView(form, channel);
      await reach('open a form', () => hurried.views.open({ trigger_id: trigger, view }));
    },
    showHome: async (user, content) => {
      const view = homeView(content);
      await reach('show the home', () => client.views.publish({ user_id: user, view }));
    },
    user: (user) => reach('look a user up', () => lookUp(client, user)),
  };
};

const NOBODY = ['user_not_found', 'user_disabled', 'users_not_found', 'cannot_dm_bot'];

/** Null where there is nobody to speak with. */
const conversationWith = (client: WebClient, user: string): Promise<string | null> =>
  reach('open a conversation', async () => {
    try {
      const { channel } = await client.conversations.open({ users: user });
      return channel?.id ?? null;
    } catch (fault) {
      if (NOBODY.includes(errorOf(fault) ?? '')) return null;
      throw fault;
    }
  });

const GONE = ['message_not_found', 'cant_update_message'];

const refOf = (channel: string | undefined, ts: string | undefined): ChatMessageRef => {
  if (channel !== undefined && ts !== undefined) return { channel, message: ts };
  throw new ChatFault('unreadable', 'Slack took a message and does not say where it is');
};

const lookUp = async (client: WebClient, id: string) => {
  try {
    const { user } = await client.users.info({ user: id });
    if (user === undefined) return null;
    const name = user.profile?.display_name || user.real_name || user.name || id;
    return { name, timeZone: user.tz ?? null, gone: user.deleted === true };
  } catch (fault) {
    if (errorOf(fault) === 'user_not_found') return null;
    throw fault;
  }
};
