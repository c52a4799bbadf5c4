/**
 * Who calls: the app itself by a signed token of ten minutes, its installation by a token given, or a
 * person who let the app know who they are.
 */
import { type KeyObject, randomBytes, verify } from 'node:crypto';
import type { Account } from '../github/accounts.ts';
import { APP } from '../github/apps.ts';
import { Refusal } from '../github/refusal.ts';
import type { State } from '../github/state.ts';
import { rsaKeys } from '../rsa-keys.ts';

export interface Access {
  readonly privateKey: string;
  /** Throws GitHub's refusal unless the header carries a token that the app signed. */
  checkApp(header: string | undefined): void;
  newToken(): string;
  /** Nobody knows any token any more that was given so far. */
  revokeTokens(): void;
  checkInstallation(header: string | undefined): void;
  personOf(header: string | undefined): Account;
}

const LEEWAY_S = 60;
const LONGEST_S = 600;

export const createAccess = ({ clock, installation, changes }: State): Access => {
  const { privateKey, publicKey } = rsaKeys('app');
  const tokens = new Set<string>();
  return {
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
    checkApp: (header) => checkClaims(claimsOf(publicKey, header), Math.floor(clock.now() / 1000)),
    newToken: () => {
      const token = `ghs_${randomBytes(18).toString('hex')}`;
      tokens.add(token);
      return token;
    },
    revokeTokens: () => tokens.clear(),
    checkInstallation: (header) => {
      if (!tokens.has(tokenIn(header)) || installation.status === 'deleted') {
        throw new Refusal(401, 'Bad credentials');
      }
      if (installation.status === 'suspended') throw suspended();
    },
    personOf: (header) => {
      const who = changes.tokens.get(tokenIn(header));
      if (who === undefined) throw new Refusal(401, 'Bad credentials');
      return who;
    },
  };
};

const tokenIn = (header: string | undefined): string =>
  /^(?:token|bearer) (\S+)$/i.exec(header ?? '')?.[1] ?? '';

export const suspended = (): Refusal => new Refusal(403, 'This installation has been suspended');

const claimsOf = (
  key: KeyObject,
  header: string | undefined,
): Readonly<Record<string, unknown>> => {
  const [, head = '', body = '', signature = ''] =
    /^bearer ([\w-]+)\.([\w-]+)\.([\w-]+)$/i.exec(header ?? '') ?? [];
  const fine =
    partOf(head).alg === 'RS256' &&
    verify('RSA-SHA256', Buffer.from(`${head}.${body}`), key, Buffer.from(signature, 'base64url'));
  if (!fine) throw new Refusal(401, 'A JSON web token could not be decoded');
  return partOf(body);
};

const partOf = (part: string): Readonly<Record<string, unknown>> => {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
};

const checkClaims = (claims: Readonly<Record<string, unknown>>, now: number): void => {
  const { iat, exp, iss } = claims;
  if (typeof exp !== 'number' || exp <= now) {
    throw new Refusal(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp > now + LONGEST_S + LEEWAY_S) {
    throw new Refusal(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  if (typeof iat !== 'number' || iat > now + LEEWAY_S) {
    throw new Refusal(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  if (String(iss) !== String(APP.id)) throw new Refusal(404, 'Integration not found');
};
