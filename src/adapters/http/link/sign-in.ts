/**
 * What both sign-ins have alike: who they are to us, how they are asked, and what their failures mean. A
 * failure's words are kept without its cause, in which the library puts tokens and claims.
 */
import * as oauth from 'oauth4webapi';
import { z } from 'zod';
import type { OAuthClient } from '../../../config/slack-settings.ts';

export interface SignInParts {
  readonly client: OAuthClient;
  /** Where the person comes back to. */
  readonly redirectUri: string;
  readonly timeLimitMs: number;
  /** By how much our clock is ahead of this machine's. */
  readonly clockSkewSeconds: () => number;
}

/** `refused` by the person, `down`, or `wrong`: an answer that does not hold. */
export type Proof<T> =
  | { readonly kind: 'proved'; readonly found: T }
  | { readonly kind: 'refused' }
  | { readonly kind: 'down' | 'wrong'; readonly said: string };

/** It did not answer, or that it cannot now. */
class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

type Asked = oauth.CustomFetchOptions<string, oauth.ProtectedResourceRequestBody>;

/** How requests are made to the side that has this address. */
export const requestsTo = (url: string, timeLimitMs: number) => ({
  [oauth.customFetch]: reach(timeLimitMs),
  [oauth.allowInsecureRequests]: LOOPBACK.includes(new URL(url).hostname),
});

const reach =
  (timeLimitMs: number) =>
  async (url: string, { method, headers, body = null, redirect }: Asked): Promise<Response> => {
    const signal = AbortSignal.timeout(timeLimitMs);
    const ask = { method, headers, body, redirect, signal };
    const answer = await fetch(url, ask).catch((fault: unknown) => {
      throw new Unreachable(fault instanceof Error ? fault.message : 'no answer');
    });
    if (answer.status < 500 && answer.status !== 429) return answer;
    throw new Unreachable(`status ${answer.status}`);
  };

export const proofOf = async <T>(work: () => Promise<T>): Promise<Proof<T>> => {
  try {
    return { kind: 'proved', found: await work() };
  } catch (fault) {
    if (fault instanceof oauth.AuthorizationResponseError && fault.error === 'access_denied') {
      return { kind: 'refused' };
    }
    if (fault instanceof Unreachable) return { kind: 'down', said: fault.message };
    if (fault instanceof z.ZodError) return { kind: 'wrong', said: 'not readable' };
    // Of the library; the names of what it compared, and never what they were.
    if (fault instanceof Error) return { kind: 'wrong', said: fault.message };
    throw fault;
  }
};
