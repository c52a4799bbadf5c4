/**
 * Looks for a message of our own after it is not known whether it was posted: every one carries its key
 * as metadata (docs: "Message metadata").
 */
import type { ConversationsHistoryResponse, WebClient } from '@slack/web-api';
import type { ChatMessageRef, ChatPlace } from '../../ports/chat.ts';
import { errorOf, reach } from './fault.ts';

/** Looked for among so many pages, newest first. */
const MAX_PAGES = 5;
const PAGE = 200;

/** Without these nothing can be looked for, and what is uncertain is posted again. */
const BLIND = ['missing_scope', 'not_in_channel', 'channel_not_found', 'thread_not_found'];

export const findMessage = async (
  client: WebClient,
  { channel, thread }: ChatPlace,
  wanted: { readonly kind: string; readonly key: string },
): Promise<ChatMessageRef | null> => {
  // Reading takes the id of a channel, which comes with the first message there.
  if (!/^[CDG][A-Z0-9]{7,}$/.test(channel)) return null;
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const found = await readPage(client, { channel, thread }, cursor);
    const message = found?.messages?.find(({ metadata }) => isWanted(metadata, wanted));
    if (message?.ts !== undefined) return { channel, message: message.ts };
    cursor = found?.response_metadata?.next_cursor;
    if (cursor === undefined || cursor === '') return null;
  }
  return null;
};

const readPage = (
  client: WebClient,
  { channel, thread }: ChatPlace,
  cursor: string | undefined,
): Promise<ConversationsHistoryResponse | null> =>
  reach('read a channel', async () => {
    const ask = {
      channel,
      include_all_metadata: true,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    };
    try {
      return thread === null
        ? await client.conversations.history(ask)
        : await client.conversations.replies({ ...ask, ts: thread });
    } catch (fault) {
      if (BLIND.includes(errorOf(fault) ?? '')) return null;
      throw fault;
    }
  });

const isWanted = (
  metadata: { readonly event_type?: string; readonly event_payload?: unknown } | undefined,
  { kind, key }: { readonly kind: string; readonly key: string },
): boolean => {
  const payload = metadata?.event_payload;
  const isOurs = metadata?.event_type === kind && typeof payload === 'object' && payload !== null;
  return isOurs && 'key' in payload && payload.key === key;
};
