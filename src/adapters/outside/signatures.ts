/**
 * Signatures as "Standard Webhooks" has them (standardwebhooks.com): HMAC-SHA256 over id, time and body.
 * Its library reads the clock of the machine by itself, so these few lines stand here; a test compares.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { MINUTE, SECOND } from '../../core/instant.ts';
import type { Signatures, SignedHeaders } from '../../ports/outside.ts';

/** What is signed longer ago, or in the future, may be a copy. */
const TOLERANCE_MS = 5 * MINUTE;
const VERSION = 'v1';
/** A header may carry several, while a secret is replaced. */
const MAX_SIGNATURES = 10;

/** The key of each secret, by its name. */
export const createSignatures = (secrets: ReadonlyMap<string, Buffer>): Signatures => ({
  sign: (secret, { id, at, body }) => {
    const key = secrets.get(secret);
    if (key === undefined) return null;
    const timestamp = String(Math.floor(at / SECOND));
    return { id, timestamp, signature: `${VERSION},${signatureOf(key, id, timestamp, body)}` };
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

const signatureOf = (key: Buffer, id: string, timestamp: string, body: string): string =>
  createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');

const isFresh = ({ timestamp }: SignedHeaders, now: number): boolean =>
  /^\d{1,12}$/.test(timestamp) && Math.abs(Number(timestamp) * SECOND - now) <= TOLERANCE_MS;

const isGenuine = (
  key: Buffer,
  { id, timestamp, signature }: SignedHeaders,
  body: string,
): boolean => {
  const wanted = Buffer.from(signatureOf(key, id, timestamp, body));
  return signature
    .split(' ', MAX_SIGNATURES)
    .map((each) => each.split(','))
    .some(([version, told = '']) => {
      const given = Buffer.from(told);
      return (
        version === VERSION && given.length === wanted.length && timingSafeEqual(given, wanted)
      );
    });
};
