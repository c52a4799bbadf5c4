/**
 * The browser in which a link is made, known by a random cookie. What is sent along to the sign-ins, and
 * has to come back or be shown there, is derived from the cookie: nothing secret is kept for it.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sha256 } from '../../../core/digest.ts';

export interface Browser {
  readonly cookieHash: string;
  /** What is not known to anybody who does not have the cookie: 43 characters, as PKCE takes them. */
  secretFor(what: Derived): string;
}

type Derived = 'slack state' | 'slack nonce' | 'github state' | 'github verifier' | 'consent';

const COOKIE_BYTES = 32;

export const newCookie = (): string => randomBytes(COOKIE_BYTES).toString('base64url');

export const browserOf = (cookie: string): Browser => ({
  cookieHash: sha256(cookie),
  secretFor: (what) => createHmac('sha256', cookie).update(what).digest('base64url'),
});

/** Null for one that began nothing here. */
export const browserIn = (request: IncomingMessage, publicUrl: string): Browser | null => {
  const name = cookieName(publicUrl);
  const pairs = (request.headers.cookie ?? '').split(';').map((each) => each.trim().split('='));
  const value = pairs.find(([each]) => each === name)?.[1] ?? '';
  return /^[\w-]{43}$/.test(value) ? browserOf(value) : null;
};

/**
 * The prefix binds it to this very host and to TLS (RFC 6265bis): no other page of the domain can put its
 * own in a person's browser. It asks for the path `/`.
 */
const cookieName = (publicUrl: string): string =>
  isSecure(publicUrl) ? '__Host-lockkeeper-link' : 'lockkeeper-link';

export const setCookie = (publicUrl: string, cookie: string, seconds: number): string =>
  `${cookieName(publicUrl)}=${cookie}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure(publicUrl) ? '; Secure' : ''}`;

const isSecure = (publicUrl: string): boolean => publicUrl.startsWith('https:');

export const isSame = (given: string | null, wanted: string): boolean =>
  given !== null &&
  Buffer.byteLength(given) === Buffer.byteLength(wanted) &&
  timingSafeEqual(Buffer.from(given), Buffer.from(wanted));
