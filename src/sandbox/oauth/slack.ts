/**
 * Slack's side of "Sign in with Slack", which is OpenID Connect: the page that asks the person, the
 * exchange of its code, who they are, and the key that signs it. Refusals come with 200 and `ok: false`.
 */
import { createHash, type KeyObject, randomBytes, sign } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import { Hono } from 'hono';
import type { Faults } from '../rest/faults.ts';
import { rsaKeys } from '../rsa-keys.ts';
import type { SlackUser, Workspace } from '../slack/workspace.ts';
import type { Clock } from '../time.ts';
import { backTo, createCodes, type SignIn, SLACK_CLIENT, textsIn } from './client.ts';
import { consentPage } from './consent-page.ts';

type Fields = Readonly<Record<string, string>>;
type Env = { Bindings: HttpBindings };
type Json = Readonly<Record<string, unknown>>;

interface Who {
  readonly user: SlackUser;
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
}

/** Another workspace, where the same numbers are other people. */
const ELSEWHERE = { id: 'T07OTHER01', name: 'Elsewhere', domain: 'elsewhere' };
const KEY_ID = 'sandbox';
const TOKEN_GOOD_S = 300;

export interface SlackSignIn {
  readonly clock: Clock;
  readonly workspace: Workspace;
  readonly faults: Faults;
  readonly callbacks: ReadonlySet<string>;
  /** Where Slack is: `http://…/slack`. */
  readonly issuer: () => string;
}

export const slackSignIn = (parts: SlackSignIn): Hono<Env> => {
  const hono = new Hono<Env>();
  const codes = createCodes<Who>(parts.clock);
  const tokens = new Map<string, Who>();
  asking(hono, parts, (signIn) => codes.give(signIn));
  hono.get('/openid/connect/keys', (c) =>
    c.json({
      keys: [
        {
          ...rsaKeys('sign-in').publicKey.export({ format: 'jwk' }),
          kid: KEY_ID,
          alg: 'RS256',
          use: 'sig',
        },
      ],
    }),
  );
  const exchange = (asked: Fields): Json => {
    if (asked.client_id !== SLACK_CLIENT.id) return refused('invalid_client_id');
    if (asked.client_secret !== SLACK_CLIENT.secret) return refused('bad_client_secret');
    const signIn = codes.take(asked.code ?? '');
    if (signIn === null) return refused('invalid_code');
    if (asked.redirect_uri !== signIn.redirectUri) return refused('bad_redirect_uri');
    const token = `xoxp-${randomBytes(18).toString('hex')}`;
    tokens.set(token, signIn.who);
    const claims = claimsOf(parts, signIn, token);
    return {
      ok: true,
      access_token: token,
      token_type: 'Bearer',
      id_token: signed(rsaKeys('sign-in').privateKey, claims),
    };
  };
  hono.post('/api/openid.connect.token', async (c) => {
    const names = ['POST /slack/api/openid.connect.token'];
    const { response } = await parts.faults.through(c, names, async () =>
      c.json(exchange(textsIn(await c.req.parseBody()))),
    );
    return response;
  });
  hono.on(['GET', 'POST'], '/api/openid.connect.userInfo', async (c) => {
    const names = ['GET /slack/api/openid.connect.userInfo'];
    const { response } = await parts.faults.through(c, names, async () => {
      const token = /^bearer (\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1] ?? '';
      const who = tokens.get(token);
      return c.json(who === undefined ? refused('invalid_auth') : { ok: true, ...userInfo(who) });
    });
    return response;
  });
  return hono;
};

const asking = (
  hono: Hono<Env>,
  { workspace, callbacks }: SlackSignIn,
  give: (signIn: SignIn<Who>) => string,
): void => {
  const teams = [workspace.team, ELSEWHERE];
  hono.get('/openid/connect/authorize', (c) => {
    const query = c.req.query();
    const wrong = wrongWith(query, callbacks);
    const people = teams.flatMap((team) => membersOf(workspace, team));
    return wrong === null ? c.html(consentPage('Slack', people, query)) : c.text(wrong, 400);
  });
  hono.post('/openid/connect/authorize', async (c) => {
    const asked = textsIn(await c.req.parseBody());
    const wrong = wrongWith(asked, callbacks);
    if (wrong !== null) return c.text(wrong, 400);
    const { redirect_uri: redirectUri = '', state = '', nonce = null } = asked;
    if (asked.answer !== 'yes') {
      return c.redirect(backTo(redirectUri, { error: 'access_denied', state }));
    }
    const [teamId, userId] = asked.who?.split(':') ?? [];
    const team = teams.find(({ id }) => id === teamId);
    const user = workspace.users.find((each) => each.id === userId && !each.deleted);
    if (team === undefined || user === undefined) return c.text('There is no such user.', 400);
    const code = give({ who: { user, team }, redirectUri, challenge: null, nonce });
    return c.redirect(backTo(redirectUri, { code, state }));
  });
};

const membersOf = ({ users }: Workspace, { id, name }: Who['team']) =>
  users
    .filter(({ isBot, deleted }) => !isBot && !deleted)
    .map((user) => ({ value: `${id}:${user.id}`, label: `${user.realName} in ${name}` }));

const wrongWith = (asked: Fields, callbacks: ReadonlySet<string>): string | null => {
  if (asked.client_id !== SLACK_CLIENT.id) return 'invalid_client_id';
  if (!callbacks.has(asked.redirect_uri ?? '')) return 'bad_redirect_uri';
  const isSignIn = asked.response_type === 'code' && asked.scope?.split(' ').includes('openid');
  return isSignIn === true ? null : 'invalid_scope';
};

const userInfo = ({ user, team }: Who): Json => ({
  sub: user.id,
  'https://slack.com/user_id': user.id,
  'https://slack.com/team_id': team.id,
  name: user.realName,
  'https://slack.com/team_name': team.name,
  'https://slack.com/team_domain': team.domain,
});

const claimsOf = (
  { clock, issuer }: SlackSignIn,
  { who: { user, team }, nonce }: SignIn<Who>,
  token: string,
): Json => {
  const iat = Math.floor(clock.now() / 1000);
  const half = createHash('sha256').update(token).digest().subarray(0, 16);
  return {
    iss: issuer(),
    sub: user.id,
    aud: SLACK_CLIENT.id,
    exp: iat + TOKEN_GOOD_S,
    iat,
    auth_time: iat,
    ...(nonce === null ? {} : { nonce }),
    at_hash: half.toString('base64url'),
    'https://slack.com/team_id': team.id,
    'https://slack.com/user_id': user.id,
    name: user.realName,
  };
};

const signed = (key: KeyObject, claims: Json): string => {
  const part = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', typ: 'JWT', kid: KEY_ID })}.${part(claims)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
};

const refused = (error: string): Json => ({ ok: false, error });
