/**
 * Who somebody is on GitHub, by the app's own sign-in (docs: "Generating a user access token for a GitHub
 * App"), with PKCE and without a scope. The token is used for one question and forgotten.
 */
import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import type { Person } from '../../../core/person.ts';
import type { Browser } from './browser.ts';
import { type Proof, proofOf, requestsTo, type SignInParts } from './sign-in.ts';

export interface GitHubSignIn {
  authorizeUrl(browser: Browser): Promise<string>;
  /** Whom GitHub names for what the browser came back with. */
  prove(browser: Browser, params: URLSearchParams): Promise<Proof<Person>>;
}

const account = z.object({ id: z.int().positive(), login: z.string(), type: z.string() });

export const createGitHubSignIn = (
  parts: SignInParts & { readonly apiUrl: string; readonly webUrl: string },
): GitHubSignIn => {
  const issuer = `${parts.webUrl}/login/oauth`;
  const server: oauth.AuthorizationServer = {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/access_token`,
  };
  const requests = requestsTo(issuer, parts.timeLimitMs);
  return {
    authorizeUrl: async (browser) => {
      const verifier = browser.secretFor('github verifier');
      return `${server.authorization_endpoint}?${new URLSearchParams({
        client_id: parts.client.id,
        redirect_uri: parts.redirectUri,
        state: browser.secretFor('github state'),
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        // People have several accounts, and GitHub would take the one that is signed in.
        prompt: 'select_account',
      })}`;
    },
    prove: (browser, params) =>
      proofOf(async () => {
        const client = { client_id: parts.client.id };
        const state = browser.secretFor('github state');
        const response = await oauth.authorizationCodeGrantRequest(
          server,
          client,
          oauth.ClientSecretPost(parts.client.secret.reveal()),
          oauth.validateAuthResponse(server, client, params, state),
          parts.redirectUri,
          browser.secretFor('github verifier'),
          requests,
        );
        const { access_token: token } = await oauth.processAuthorizationCodeResponse(
          server,
          client,
          response,
        );
        const url = new URL(`${parts.apiUrl}/user`);
        const headers = new Headers({ accept: 'application/vnd.github+json' });
        const asked = { ...requests, ...requestsTo(parts.apiUrl, parts.timeLimitMs) };
        const answer = await oauth.protectedResourceRequest(
          token,
          'GET',
          url,
          headers,
          null,
          asked,
        );
        if (answer.status !== 200) throw new Error(`status ${answer.status} to who it is`);
        const { id, login, type } = account.parse(await answer.json());
        return { id, login, machine: type !== 'User' };
      }),
  };
};
