/** What GitHub and Slack know the app by where people sign in, and the codes they hand out there. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../time.ts';

export interface Client {
  readonly id: string;
  readonly secret: string;
}

/** They guard nothing but this machine's own loopback. */
export const GITHUB_CLIENT: Client = {
  id: 'Iv23sandboxsandbox01',
  secret: 'secret-of-the-sandbox-for-signing-in-with-github',
};
export const SLACK_CLIENT: Client = {
  id: '7001.8001',
  secret: 'secret-of-the-sandbox-for-signing-in-with-slack',
};

export interface SignIn<Who> {
  readonly who: Who;
  readonly redirectUri: string;
  /** S256 of a verifier; null where the app sent none. */
  readonly challenge: string | null;
  readonly nonce: string | null;
}

export interface Codes<Who> {
  give(signIn: SignIn<Who>): string;
  /** Once, and not for long; null for any other. */
  take(code: string): SignIn<Who> | null;
}

const GOOD_FOR_MS = 600_000;

export const createCodes = <Who>(clock: Clock): Codes<Who> => {
  const codes = new Map<string, { readonly signIn: SignIn<Who>; readonly until: number }>();
  return {
    give: (signIn) => {
      const code = randomBytes(20).toString('hex');
      codes.set(code, { signIn, until: clock.now() + GOOD_FOR_MS });
      return code;
    },
    take: (code) => {
      const found = codes.get(code);
      codes.delete(code);
      return found !== undefined && clock.now() < found.until ? found.signIn : null;
    },
  };
};

/** Whether the verifier is the one whose hash came first (RFC 7636). */
export const isVerified = (challenge: string | null, verifier: string): boolean =>
  challenge === null || createHash('sha256').update(verifier).digest('base64url') === challenge;

/** The way back to the app, with what it is told. */
export const backTo = (redirectUri: string, told: Readonly<Record<string, string>>): string => {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(told)) url.searchParams.set(name, value);
  return url.href;
};

/** The fields of a form that are texts. */
export const textsIn = (
  body: Readonly<Record<string, unknown>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
