/** Where services answer later that a gate has asked. Nobody learns here what is asked, and of whom. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Log } from '../../ports/log.ts';
import type { SignedHeaders } from '../../ports/outside.ts';
import { ANSWERS } from '../../services/inquiry/gate-question.ts';
import type { CallbackOutcome } from '../../services/inquiry/take-callback.ts';
import { reply } from './listen.ts';
import { decodeUtf8, header, readBody } from './read-request.ts';

const MAX_BYTES = 65_536;

export type Answers = (
  id: string,
  headers: SignedHeaders,
  body: string,
) => Promise<CallbackOutcome>;

export const takeAnswer = async (
  parts: { readonly answers: Answers; readonly log: Log },
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
): Promise<void> => {
  const question = path.slice(ANSWERS.length);
  if (request.method !== 'POST') {
    return reply(response, 405, { error: 'method_not_allowed', message: 'Answers come by POST.' });
  }
  const bytes = await readBody(request, MAX_BYTES);
  if (bytes === null)
    return reply(response, 413, { error: 'too_large', message: 'At most 64 KiB are taken.' });
  const body = decodeUtf8(bytes);
  const id = header(request, 'webhook-id');
  const timestamp = header(request, 'webhook-timestamp');
  const signature = header(request, 'webhook-signature');
  const isWhole = body !== null && id !== null && timestamp !== null && signature !== null;
  if (!isWhole || !/^[0-9A-Za-z]{1,64}$/.test(question)) return say(response, { kind: 'unknown' });
  try {
    return say(response, await parts.answers(question, { id, timestamp, signature }, body));
  } catch (fault) {
    parts.log.error({ err: fault }, 'the answer of a service could not be stored');
    response.setHeader('retry-after', '30');
    const message = 'The answer was not stored; send it again.';
    return reply(response, 503, { error: 'unavailable', message });
  }
};

const SAID = {
  taken: [200, 'taken', 'The answer was taken.'],
  unknown: [401, 'bad_signature', 'The signature or the token is missing or wrong.'],
  unreadable: [422, 'malformed', 'The answer cannot be read.'],
  settled: [409, 'settled', 'Another answer stands already.'],
  late: [410, 'late', 'The time limit has passed.'],
} as const;

const say = (response: ServerResponse, outcome: CallbackOutcome): void => {
  const [status, word, message] = SAID[outcome.kind];
  const why = outcome.kind === 'unreadable' ? `${message} ${outcome.problem}.` : message;
  reply(response, status, status === 200 ? { status: word } : { error: word, message: why });
};
