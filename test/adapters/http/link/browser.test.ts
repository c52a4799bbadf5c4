/** The cookie that knows a browser again: bound to this host, and worth nothing anywhere else. */
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import {
  browserIn,
  browserOf,
  newCookie,
  setCookie,
} from '../../../../src/adapters/http/link/browser.ts';

const SECURE = 'https://lock.acme.example';
const HERE = 'http://127.0.0.1:3000';
const asking = (cookie?: string): IncomingMessage => ({ headers: { cookie } }) as IncomingMessage;

test('no other page of the domain can put one there, nor a script read it', () => {
  expect(setCookie(SECURE, 'x', 600)).toBe(
    '__Host-lockkeeper-link=x; Path=/; Max-Age=600; HttpOnly; SameSite=Lax; Secure',
  );
  expect(setCookie(HERE, 'x', 600)).toBe(
    'lockkeeper-link=x; Path=/; Max-Age=600; HttpOnly; SameSite=Lax',
  );
});

test('is found among others, by its full name alone', () => {
  const cookie = newCookie();
  const hash = (text: string, url: string) => browserIn(asking(text), url)?.cookieHash;
  const { cookieHash } = browserOf(cookie);
  expect(hash(`a=b; __Host-lockkeeper-link=${cookie}; c`, SECURE)).toBe(cookieHash);
  expect(hash(`lockkeeper-link=${cookie}`, SECURE)).toBeUndefined();
  expect(hash(`lockkeeper-link=${cookie}`, HERE)).toBe(cookieHash);
  expect(hash('lockkeeper-link=short', HERE)).toBeUndefined();
  expect(browserIn(asking(), HERE)).toBeNull();
});

test('what is sent along is another for each use, and does not tell the cookie', () => {
  const cookie = newCookie();
  const { cookieHash, secretFor } = browserOf(cookie);
  const uses = [
    'slack state',
    'slack nonce',
    'github state',
    'github verifier',
    'consent',
  ] as const;
  const secrets = uses.map(secretFor);
  expect(new Set([...secrets, cookie, cookieHash]).size).toBe(uses.length + 2);
  for (const each of secrets) expect(each).toMatch(/^[\w-]{43}$/);
});
