// Both sign-ins as GitHub and Slack document them: a code works once, for whom and where it was made.
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { hostOnSandbox, type TestClock } from '../adapters/github/host.ts';

const BACK = 'http://127.0.0.1:1/back';
const VERIFIER = 'v'.repeat(43);
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url');

let sandbox: Sandbox;
let clock: TestClock;
beforeEach(async () => {
  ({ sandbox, clock } = await hostOnSandbox());
  sandbox.allowCallbacks([BACK]);
});
afterEach(() => sandbox.close());

type Fields = Readonly<Record<string, string>>;
const post = (path: string, fields: Fields): Promise<Response> =>
  fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams(fields),
    redirect: 'manual',
  });
const json = async (answer: Promise<Response>): Promise<Readonly<Record<string, unknown>>> => {
  const response = await answer;
  expect(response.status).toBe(200);
  return (await response.json()) as Readonly<Record<string, unknown>>;
};
const sentTo = async (answer: Promise<Response>): Promise<URL> =>
  new URL((await answer).headers.get('location') ?? '');

describe('GitHub', () => {
  const client = () => ({ client_id: sandbox.app.clients.github.id });
  const asked = (more: Fields = {}): Promise<Response> =>
    post('/login/oauth/authorize', {
      ...client(),
      redirect_uri: BACK,
      state: 's',
      code_challenge: CHALLENGE,
      code_challenge_method: 'S256',
      who: 'ada',
      answer: 'yes',
      ...more,
    });
  const code = async (): Promise<string> => (await sentTo(asked())).searchParams.get('code') ?? '';
  const exchange = async (more: Fields) =>
    json(
      post('/login/oauth/access_token', {
        ...client(),
        client_secret: sandbox.app.clients.github.secret,
        redirect_uri: BACK,
        code_verifier: VERIFIER,
        ...more,
      }),
    );

  test('tells by the token whose it is, until the person takes it back', async () => {
    const { access_token: token } = await exchange({ code: await code() });
    const headers = { authorization: `Bearer ${token}` };
    const me = () => fetch(`${sandbox.url}/user`, { headers });
    expect(await (await me()).json()).toMatchObject({ id: 1001, login: 'ada', type: 'User' });
    sandbox.as('ada').revokeApp();
    expect((await me()).status).toBe(401);
    expect(() => sandbox.as('ada').revokeApp()).toThrow('Not Found');
  });

  test.each<[string, Fields, string]>([
    ['another secret', { client_secret: 'x' }, 'incorrect_client_credentials'],
    ['another address', { redirect_uri: 'http://x' }, 'redirect_uri_mismatch'],
    ['another verifier', { code_verifier: 'w'.repeat(43) }, 'bad_verification_code'],
    ['another code', { code: 'x' }, 'bad_verification_code'],
  ])('refuses %s, with 200', async (_name, more, error) => {
    expect(await exchange({ code: await code(), ...more })).toMatchObject({ error });
  });

  test('takes a code once, for ten minutes', async () => {
    const first = await code();
    await exchange({ code: first });
    expect(await exchange({ code: first })).toMatchObject({ error: 'bad_verification_code' });
    const second = await code();
    clock.advance(600_000);
    expect(await exchange({ code: second })).toMatchObject({ error: 'bad_verification_code' });
  });

  test('sends people only where the app said, also with their no', async () => {
    expect((await asked({ redirect_uri: 'http://127.0.0.1:1/other' })).status).toBe(404);
    expect((await asked({ client_id: 'x' })).status).toBe(404);
    expect((await asked({ code_challenge_method: 'plain' })).status).toBe(404);
    const back = await sentTo(asked({ answer: 'no' }));
    expect([...back.searchParams.keys()]).toEqual(['error', 'error_description', 'state']);
  });
});

describe('Slack', () => {
  const client = () => ({ client_id: sandbox.app.clients.slack.id });
  const asked = (more: Fields = {}): Promise<Response> =>
    post('/slack/openid/connect/authorize', {
      ...client(),
      response_type: 'code',
      scope: 'openid profile',
      redirect_uri: BACK,
      state: 's',
      nonce: 'n',
      who: 'T07ACME001:U07ADA0001',
      answer: 'yes',
      ...more,
    });
  const code = async (): Promise<string> => (await sentTo(asked())).searchParams.get('code') ?? '';
  const exchange = async (more: Fields) =>
    json(
      post('/slack/api/openid.connect.token', {
        ...client(),
        client_secret: sandbox.app.clients.slack.secret,
        redirect_uri: BACK,
        ...more,
      }),
    );

  test('says who it is, beside what it signed', async () => {
    const { access_token: token, id_token: signed } = await exchange({ code: await code() });
    const [, claims = ''] = String(signed).split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: `${sandbox.url}/slack`,
      nonce: 'n',
      sub: 'U07ADA0001',
    });
    const url = `${sandbox.url}/slack/api/openid.connect.userInfo`;
    const info = (bearer: unknown) =>
      json(fetch(url, { headers: { authorization: `Bearer ${bearer}` } }));
    expect(await info(token)).toMatchObject({ ok: true, name: 'Ada' });
    expect(await info('x')).toEqual({ ok: false, error: 'invalid_auth' });
  });

  test.each<[string, Fields, string]>([
    ['another app', { client_id: 'x' }, 'invalid_client_id'],
    ['another secret', { client_secret: 'x' }, 'bad_client_secret'],
    ['another address', { redirect_uri: 'http://x' }, 'bad_redirect_uri'],
    ['another code', { code: 'x' }, 'invalid_code'],
  ])('refuses %s, with 200', async (_name, more, error) => {
    expect(await exchange({ code: await code(), ...more })).toEqual({ ok: false, error });
  });

  test('takes a code once, and lets nobody in who is gone', async () => {
    const first = await code();
    await exchange({ code: first });
    expect(await exchange({ code: first })).toEqual({ ok: false, error: 'invalid_code' });
    const ada = sandbox.slack.workspace.users.find(({ name }) => name === 'ada');
    if (ada !== undefined) ada.deleted = true;
    expect((await asked()).status).toBe(400);
  });
});
