/**
 * Where the app answers people: the `response_url` of what they did, good for half an hour and five
 * times, and the answer to a slash command itself.
 */
import { randomBytes } from 'node:crypto';
import { threadIn } from './api/conversation.ts';
import { badArguments, isSet, SlackError } from './api/method.ts';
import { contentIn, isRecord } from './content.ts';
import { post, remove, rewrite } from './posting.ts';
import type { Message, ResponseUrl, SlackState } from './state.ts';

const GOOD_MS = 30 * 60_000;
const GOOD_TIMES = 5;

export const responseUrlFor = (
  state: SlackState,
  o: { readonly user: string; readonly channel: string; readonly original: Message | null },
): string => {
  const id = randomBytes(12).toString('hex');
  state.responses.set(id, { ...o, until: state.clock.now() + GOOD_MS, left: GOOD_TIMES });
  return `${state.url}/slack/response/${id}`;
};

/** Takes one of the five times, also for what is then refused. */
export const answerAt = (state: SlackState, id: string, sent: unknown): void => {
  const url = state.responses.get(id);
  if (url === undefined) throw new SlackError('invalid_url');
  if (state.clock.now() >= url.until) throw new SlackError('expired_url');
  if (url.left === 0) throw new SlackError('used_url');
  url.left -= 1;
  answerWith(state, url, sent);
};

type Place = Pick<ResponseUrl, 'user' | 'channel' | 'original'>;

export const answerWith = (
  state: SlackState,
  { user, channel, original }: Place,
  sent: unknown,
): void => {
  if (!isRecord(sent)) throw badArguments(['[ERROR] must provide an object'], 'invalid_payload');
  if (isSet(sent, 'delete_original')) {
    if (original !== null) remove(state, original);
    return;
  }
  const content = contentIn(state, sent);
  if (isSet(sent, 'replace_original') && original !== null) {
    rewrite(state, original, content);
    return;
  }
  const inThread =
    typeof sent.thread_ts === 'string' ? threadIn(state, channel, sent.thread_ts) : null;
  post(state, {
    ...content,
    channel,
    user: state.workspace.bot.id,
    threadTs: inThread,
    onlyFor: sent.response_type === 'in_channel' ? null : user,
  });
};
