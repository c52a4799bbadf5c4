/** Whom Slack's answer names is believed only where it was signed for us, now, and for this browser. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import nock from 'nock';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { browserOf, newCookie } from '../../../../src/adapters/http/link/browser.ts';
import { createSlackSignIn } from '../../../../src/adapters/http/link/slack-sign-in.ts';
import { secret } from '../../../../src/config/secret.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const other = generateKeyPairSync('rsa', { modulusLength: 2048 });
const NOW = 1_900_000_000;
const browser = browserOf(newCookie());

const signIn = createSlackSignIn({
  apiUrl: 'https://slack.com/api/',
  client: { id: '1.2', secret: secret('of the client') },
  redirectUri: 'https://lock.acme.example/link/slack',
  timeLimitMs: 5_000,
  clockSkewSeconds: () => NOW - Math.floor(Date.now() / 1000),
});

const CLAIMS = {
  iss: 'https://slack.com',
  sub: 'U1',
  aud: '1.2',
  exp: NOW + 300,
  iat: NOW,
  nonce: browser.secretFor('slack nonce'),
  'https://slack.com/team_id': 'T1',
  'https://slack.com/user_id': 'U1',
};

const jwt = (claims: object, key: KeyObject, head: object): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part(head)}.${part(claims)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
};

interface Answers {
  readonly claims?: object;
  readonly key?: KeyObject;
  readonly head?: object;
  readonly tokens?: object;
  readonly info?: object;
}

const asked: string[] = [];
const proveWith = async (answers: Answers) => {
  const { claims = {}, key = privateKey, head = { alg: 'RS256', kid: 'k' } } = answers;
  const token = jwt({ ...CLAIMS, ...claims }, key, head);
  const info = {
    ok: true,
    sub: 'U1',
    name: 'Ada',
    'https://slack.com/team_id': 'T1',
    'https://slack.com/user_id': 'U1',
    'https://slack.com/team_name': 'Acme',
    ...answers.info,
  };
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k', alg: 'RS256', use: 'sig' };
  nock('https://slack.com')
    .post('/api/openid.connect.token', (body: object) => {
      asked.push(String(new URLSearchParams(body as Record<string, string>)));
      return true;
    })
    .reply(
      200,
      answers.tokens ?? { ok: true, access_token: 'xoxp-1', token_type: 'Bearer', id_token: token },
    )
    .get('/openid/connect/keys')
    .reply(200, { keys: [jwk] })
    .get('/api/openid.connect.userInfo')
    .reply(200, info);
  const state = browser.secretFor('slack state');
  return signIn.prove(browser, new URLSearchParams({ code: 'abc', state }));
};

beforeEach(() => nock.disableNetConnect());
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
});

test('asks for nothing but who somebody is, in the workspace of the link', () => {
  const { origin, pathname, searchParams } = new URL(signIn.authorizeUrl(browser, 'T1'));
  expect(`${origin}${pathname}`).toBe('https://slack.com/openid/connect/authorize');
  expect(Object.fromEntries(searchParams)).toEqual({
    response_type: 'code',
    scope: 'openid profile',
    client_id: '1.2',
    redirect_uri: 'https://lock.acme.example/link/slack',
    state: browser.secretFor('slack state'),
    nonce: browser.secretFor('slack nonce'),
    team: 'T1',
  });
});

test('believes what was signed for this browser', async () => {
  expect(await proveWith({})).toEqual({
    kind: 'proved',
    found: { slack: { team: 'T1', user: 'U1' }, names: { user: 'Ada', team: 'Acme' } },
  });
  expect(asked.at(-1)).toContain('client_secret=of+the+client');
});

test.each<[string, Answers]>([
  ['is for another app', { claims: { aud: '3.4' } }],
  ['is by somebody else', { claims: { iss: 'https://slack.example' } }],
  ['ran out', { claims: { exp: NOW - 60 } }],
  ['is for another browser', { claims: { nonce: 'a'.repeat(43) } }],
  ['is for no browser', { claims: { nonce: undefined } }],
  ['names no workspace', { claims: { 'https://slack.com/team_id': undefined } }],
  ['another key signed', { key: other.privateKey }],
  ['nobody signed', { head: { alg: 'none' } }],
  ['another way of signing names', { head: { alg: 'HS256', kid: 'k' } }],
  ['does not come', { tokens: { ok: true, access_token: 'xoxp-1', token_type: 'Bearer' } }],
  ['Slack refused', { tokens: { ok: false, error: 'invalid_code' } }],
  ['names another user beside', { info: { 'https://slack.com/user_id': 'U2' } }],
  ['names another subject beside', { info: { sub: 'U2' } }],
  ['the interface does not repeat', { info: { sub: undefined, ok: false } }],
])('does not believe what %s, and says nothing of what it was', async (_name, answers) => {
  const proof = await proveWith(answers);
  expect(proof.kind).toBe('wrong');
  expect(JSON.stringify(proof)).not.toMatch(/xoxp|eyJ|U1|abc/);
});

test('knows the person’s no from an answer that is somebody else’s', async () => {
  const state = browser.secretFor('slack state');
  const no = new URLSearchParams({ error: 'access_denied', state });
  expect(await signIn.prove(browser, no)).toEqual({ kind: 'refused' });
  const forged = new URLSearchParams({ error: 'access_denied', state: 'other' });
  expect(await signIn.prove(browser, forged)).toMatchObject({ kind: 'wrong' });
});
