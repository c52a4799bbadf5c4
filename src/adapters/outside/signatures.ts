/**
 * Signatures as "Standard Webhooks" has them (standardwebhooks.com). Its library signs; when it verifies it
 * reads the clock of the machine by itself, so that these few lines stand here.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { MINUTE, SECOND, toDate } from '../../core/instant.ts';
import type { Signatures, SignedHeaders } from '../../ports/outside.ts';

/** What is signed longer ago, or in the future, may be a copy. */
const TOLERANCE_MS = 5 * MINUTE;
/** A header may carry several, while a secret is replaced. */
const MAX_SIGNATURES = 10;

/** The key of each secret, by its name. */
export const createSignatures = (secrets: ReadonlyMap<string, Buffer>): Signatures => ({
  sign: (secret, { id, at, body }) => {
    const key = secrets.get(secret);
    if (key === undefined) return null;
    const timestamp = String(Math.floor(at / SECOND));
    return { id, timestamp, signature: signatureOf(key, id, timestamp, body) };
  },
  verify: (secret, headers, body, now) => {
    const key = secrets.get(secret);
    return key !== undefined && isFresh(headers, now) && isGenuine(key, headers, body);
  },
  token: (secret, name) => {
    const key = secrets.get(secret);
    return key === undefined
      ? null
      : createHmac('sha256', key).update(`token:${name}`).digest('base64url');
  },
});

/** With its version. */
const signatureOf = (key: Buffer, id: string, timestamp: string, body: string): string =>
  new Webhook(key, { format: 'raw' }).sign(id, toDate(Number(timestamp) * SECOND), body);

const isFresh = ({ timestamp }: SignedHeaders, now: number): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) * SECOND - now) <= TOLERANCE_MS;

const isGenuine = (
  key: Buffer,
  { id, timestamp, signature }: SignedHeaders,
  body: string,
): boolean => {
  const wanted = Buffer.from(signatureOf(key, id, timestamp, body));
  return signature.split(' ', MAX_SIGNATURES).some((each) => {
    const given = Buffer.from(each);
    return given.length === wanted.length && timingSafeEqual(given, wanted);
  });
};
