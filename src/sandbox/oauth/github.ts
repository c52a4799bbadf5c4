/**
 * GitHub's side of letting an app know who somebody is (docs: "Generating a user access token for a
 * GitHub App"): the page that asks the person, and the exchange of its code. Refusals come with 200.
 */
import type { HttpBindings } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { ACCOUNTS } from '../github/accounts.ts';
import { newUserToken } from '../github/identity.ts';
import { accountNow, loginOf, type State } from '../github/state.ts';
import type { Faults } from '../rest/faults.ts';
import { backTo, createCodes, GITHUB_CLIENT, isVerified, textsIn } from './client.ts';
import { consentPage } from './consent-page.ts';

type Fields = Readonly<Record<string, string>>;
type Env = { Bindings: HttpBindings };

const HOURS = 3_600;

export const githubSignIn = (
  state: State,
  faults: Faults,
  callbacks: ReadonlySet<string>,
): Hono<Env> => {
  const hono = new Hono<Env>();
  const codes = createCodes<string>(state.clock);
  hono.get('/authorize', (c) => {
    const query = c.req.query();
    const wrong = wrongWith(query, callbacks);
    return wrong === null
      ? c.html(consentPage('GitHub', peopleOf(state), query))
      : c.text(wrong, 404);
  });
  hono.post('/authorize', async (c) => {
    const asked = textsIn(await c.req.parseBody());
    const wrong = wrongWith(asked, callbacks);
    if (wrong !== null) return c.text(wrong, 404);
    const { redirect_uri: redirectUri = '', code_challenge: challenge = null, who = '' } = asked;
    const told = asked.state === undefined ? {} : { state: asked.state };
    if (asked.answer !== 'yes') {
      const error = { error: 'access_denied', error_description: 'The user has denied access.' };
      return c.redirect(backTo(redirectUri, { ...error, ...told }));
    }
    const { login } = accountNow(state, who);
    const code = codes.give({ who: login, redirectUri, challenge, nonce: null });
    return c.redirect(backTo(redirectUri, { code, ...told }));
  });
  const exchange = (asked: Fields): Fields | { readonly [key: string]: string | number } => {
    if (asked.client_id !== GITHUB_CLIENT.id || asked.client_secret !== GITHUB_CLIENT.secret) {
      return refused('incorrect_client_credentials');
    }
    const signIn = codes.take(asked.code ?? '');
    if (signIn === null || !isVerified(signIn.challenge, asked.code_verifier ?? '')) {
      return refused('bad_verification_code');
    }
    if (asked.redirect_uri !== undefined && asked.redirect_uri !== signIn.redirectUri) {
      return refused('redirect_uri_mismatch');
    }
    const found = ACCOUNTS.find(({ login }) => login === signIn.who);
    if (found === undefined || state.changes.deleted.has(found.id)) {
      return refused('bad_verification_code');
    }
    return {
      access_token: newUserToken(state, found),
      expires_in: 8 * HOURS,
      refresh_token: 'ghr_sandbox',
      refresh_token_expires_in: 4_000 * HOURS,
      scope: '',
      token_type: 'bearer',
    };
  };
  hono.post('/access_token', async (c) => {
    const { response } = await faults.through(c, ['POST /login/oauth/access_token'], async () =>
      answerTo(c, exchange(textsIn(await c.req.parseBody()))),
    );
    return response;
  });
  return hono;
};

const wrongWith = (asked: Fields, callbacks: ReadonlySet<string>): string | null => {
  if (asked.client_id !== GITHUB_CLIENT.id) return 'There is no such app.';
  if (!callbacks.has(asked.redirect_uri ?? '')) return 'The redirect_uri is not one of the app.';
  return asked.code_challenge !== undefined && asked.code_challenge_method !== 'S256'
    ? 'The code_challenge_method must be S256.'
    : null;
};

const peopleOf = (state: State) =>
  ACCOUNTS.filter(({ id, type }) => type === 'User' && !state.changes.deleted.has(id)).map(
    (who) => ({ value: loginOf(state, who), label: loginOf(state, who) }),
  );

const refused = (error: string): Fields => ({
  error,
  error_description: `The sandbox refused: ${error}.`,
  error_uri: 'https://docs.github.com/apps',
});

/** As form fields, unless JSON was asked for. */
const answerTo = (c: Context, body: Readonly<Record<string, string | number>>): Response =>
  c.req.header('accept')?.includes('application/json') === true
    ? c.json(body)
    : c.body(String(new URLSearchParams(textsOf(body))));

const textsOf = (body: Readonly<Record<string, string | number>>): Fields =>
  Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)]));
