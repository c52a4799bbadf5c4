/**
 * Sign in with Slack, which is OpenID Connect (docs: "Sign in with Slack"). PKCE is left out: Slack takes
 * it of apps alone that were made public clients. The nonce binds the answer to the browser instead.
 */
import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import type { SlackIdentity } from '../../../ports/identities.ts';
import type { Browser } from './browser.ts';
import { type Proof, proofOf, requestsTo, type SignInParts } from './sign-in.ts';

export interface SlackUserFound {
  readonly slack: SlackIdentity;
  readonly names: { readonly user: string; readonly team: string };
}

export interface SlackSignIn {
  authorizeUrl(browser: Browser, team: string): string;
  /** Whom Slack names for what the browser came back with. */
  prove(browser: Browser, params: URLSearchParams): Promise<Proof<SlackUserFound>>;
}

const TEAM = 'https://slack.com/team_id';
const USER = 'https://slack.com/user_id';

const named = z.object({ [TEAM]: z.string(), [USER]: z.string() });
const answer = named.extend({
  name: z.string().optional(),
  'https://slack.com/team_name': z.string().optional(),
});

export const createSlackSignIn = (
  parts: SignInParts & { readonly apiUrl: string },
): SlackSignIn => {
  const issuer = parts.apiUrl.replace(/\/api\/$/, '');
  const server: oauth.AuthorizationServer = {
    issuer,
    authorization_endpoint: `${issuer}/openid/connect/authorize`,
    token_endpoint: `${parts.apiUrl}openid.connect.token`,
    userinfo_endpoint: `${parts.apiUrl}openid.connect.userInfo`,
    jwks_uri: `${issuer}/openid/connect/keys`,
  };
  const requests = requestsTo(issuer, parts.timeLimitMs);
  return {
    authorizeUrl: (browser, team) =>
      `${server.authorization_endpoint}?${new URLSearchParams({
        response_type: 'code',
        scope: 'openid profile',
        client_id: parts.client.id,
        redirect_uri: parts.redirectUri,
        state: browser.secretFor('slack state'),
        nonce: browser.secretFor('slack nonce'),
        team,
      })}`,
    prove: (browser, params) =>
      proofOf(async () => {
        const client = {
          client_id: parts.client.id,
          id_token_signed_response_alg: 'RS256',
          [oauth.clockSkew]: parts.clockSkewSeconds(),
        };
        const state = browser.secretFor('slack state');
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          oauth.ClientSecretPost(parts.client.secret.reveal()),
          oauth.validateAuthResponse(server, client, params, state),
          parts.redirectUri,
          oauth.nopkce,
          requests,
        );
        const tokens = await oauth.processAuthorizationCodeResponse(server, client, response, {
          expectedNonce: browser.secretFor('slack nonce'),
          requireIdToken: true,
        });
        await oauth.validateApplicationLevelSignature(server, response, requests);
        const claims = oauth.getValidatedIdTokenClaims(tokens);
        const asked = await oauth.userInfoRequest(server, client, tokens.access_token, requests);
        const info = await oauth.processUserInfoResponse(server, client, claims?.sub ?? '', asked);
        return foundIn(named.parse(claims), answer.parse(info));
      }),
  };
};

/** What was signed is who it is; what came beside it tells how they are called. */
const foundIn = (claims: z.infer<typeof named>, info: z.infer<typeof answer>): SlackUserFound => {
  const slack = { team: claims[TEAM], user: claims[USER] };
  if (info[TEAM] !== slack.team || info[USER] !== slack.user) {
    throw new Error('the two answers name different users');
  }
  return {
    slack,
    names: {
      user: info.name ?? slack.user,
      team: info['https://slack.com/team_name'] ?? slack.team,
    },
  };
};
