/**
 * Takes the answer that a service sends later. It must be signed with the secret of the question, and
 * carry the token that was sent along with it, which is good for this one question and one answer.
 */
import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { SignedHeaders } from '../../ports/outside.ts';
import type { World } from '../world.ts';
import { jsonIn, readAnswer, withoutToken } from './gate-answer.ts';
import { answerInquiry } from './inquiries.ts';

export type CallbackOutcome =
  /** The same was said already, or this is news. */
  | { readonly kind: 'taken' }
  /** Nothing is told of what is asked here, and of whom. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'unreadable'; readonly problem: string }
  /** Another answer stands, or the time limit has passed. */
  | { readonly kind: 'settled' }
  | { readonly kind: 'late' };

const frame = z.object({ token: z.string().max(200) });

export const takeCallback = async (
  world: World,
  id: string,
  headers: SignedHeaders,
  body: string,
): Promise<CallbackOutcome> => {
  const inquiry = await world.store.inquiries.byId(id);
  if (inquiry === null || inquiry.question.kind !== 'service') return { kind: 'unknown' };
  const { secret } = inquiry.question;
  const now = world.clock.now();
  if (!world.signatures.verify(secret, headers, body, now)) return { kind: 'unknown' };
  const token = world.signatures.token(secret, id);
  const given = frame.safeParse(jsonIn(body));
  if (token === null || !given.success || !isSame(given.data.token, token)) {
    return { kind: 'unknown' };
  }
  const raw = withoutToken(body, token);
  const said = readAnswer(raw, now);
  if (!said.ok) return { kind: 'unreadable', problem: said.problem };
  const outcome = await answerInquiry(world, id, { ...said.value, raw });
  switch (outcome) {
    case 'taken':
    case 'known':
      return { kind: 'taken' };
    case 'gone':
      return { kind: 'unknown' };
    case 'settled':
    case 'late':
      return { kind: outcome };
    default:
      return outcome satisfies never;
  }
};

const isSame = (given: string, wanted: string): boolean => {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
};
