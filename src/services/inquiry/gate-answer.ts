/** Reads what a service says, at once or later. What cannot be read is never taken for a yes. */
import { z } from 'zod';
import { fromIso, type Instant, SECOND } from '../../core/instant.ts';
import { no, ok, type Result } from '../../core/result.ts';
import type { Answered } from './inquiries.ts';

/** Nobody is asked more often than this, whatever they say. */
const LEAST_WAIT_MS = 30 * SECOND;

const answer = z.object({
  status: z.enum(['allow', 'deny', 'wait']),
  reason: z.string().max(10_000).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
});

type Said = Omit<Answered, 'raw'>;

export const readAnswer = (text: string, now: Instant): Result<Said, string> => {
  const parsed = answer.safeParse(jsonIn(text));
  if (!parsed.success) return no('its answer cannot be read');
  const { status, reason = '', until } = parsed.data;
  if (status !== 'wait' || until === undefined) return ok({ status, reason, until: null });
  const at = fromIso(until);
  return at === null || at <= now
    ? no('it says to wait until a time that is past')
    : ok({ status, reason, until: Math.max(at, now + LEAST_WAIT_MS) });
};

/** What was said is shown and kept as evidence, and nobody who reads it is to answer in the service's place. */
export const withoutToken = (text: string, token: string | null): string =>
  token === null ? text : text.replaceAll(token, '***');

/** Null for what is no JSON. */
export const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};
