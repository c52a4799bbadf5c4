/** Ed25519 signatures over the heads of the record, by the system's own crypto. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SigningKeySource } from '../config/key-settings.ts';
import type { KeyRing } from '../core/key-trust.ts';
import type { Signer } from '../ports/signer.ts';

const KEY_ID_LENGTH = 16;

/** A signer for an Ed25519 key in PKCS#8 PEM. Throws for any other. */
export const createSigner = (privateKeyPem: string): Signer => {
  const privateKey = readPrivateKey(privateKeyPem);
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw new Error(
      `The signing key is ${privateKey.asymmetricKeyType ?? 'of an unknown kind'}; it must be Ed25519.`,
    );
  }
  const publicKeyPem = createPublicKey(privateKey)
    .export({ type: 'spki', format: 'pem' })
    .toString();
  return {
    keyId: keyIdOf(publicKeyPem),
    publicKeyPem,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64'),
  };
};

const readPrivateKey = (pem: string): KeyObject => {
  try {
    return createPrivateKey(pem);
  } catch (fault) {
    throw new Error(
      'The signing key is no private key in PEM; make one with: openssl genpkey -algorithm ed25519.',
      { cause: fault },
    );
  }
};

/** The first 16 hexadecimal digits of the SHA-256 of the key's SPKI DER. */
const keyIdOf = (publicKeyPem: string): string => {
  const der = createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, KEY_ID_LENGTH);
};

/** False also for anything but an Ed25519 key. */
export const verifySignature = (publicKeyPem: string, text: string, signature: string): boolean => {
  try {
    const key = createPublicKey(publicKeyPem);
    if (key.asymmetricKeyType !== 'ed25519') return false;
    return verify(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
};

export const keyRing: KeyRing = {
  verify: verifySignature,
  idOf: (publicKeyPem) => {
    try {
      const isEd25519 = createPublicKey(publicKeyPem).asymmetricKeyType === 'ed25519';
      return isEd25519 ? keyIdOf(publicKeyPem) : null;
    } catch {
      return null;
    }
  },
};

export const generateSigningKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

/** The key as PKCS#8 PEM; `made` tells that it is new and should be kept safe by the operator. */
export const loadSigningKey = (
  source: SigningKeySource,
): { readonly pem: string; readonly made: boolean } => {
  if (source.kind === 'value') return { pem: source.pem.reveal(), made: false };
  const known = readKey(source.path);
  if (known !== null) return { pem: known, made: false };
  return makeKey(source.path);
};

const readKey = (path: string): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    if (codeOf(fault) === 'ENOENT') return null;
    throw new Error(`The signing key ${path} cannot be read.`, { cause: fault });
  }
};

const makeKey = (path: string): { readonly pem: string; readonly made: boolean } => {
  const pem = generateSigningKey();
  const draft = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(draft, pem, { mode: 0o600, flush: true });
    // A link is made whole or not at all, and never over a key that another process just made.
    linkSync(draft, path);
    return { pem, made: true };
  } catch (fault) {
    const theirs = codeOf(fault) === 'EEXIST' ? readKey(path) : null;
    if (theirs !== null) return { pem: theirs, made: false };
    throw new Error(`The signing key ${path} cannot be made.`, { cause: fault });
  } finally {
    rmSync(draft, { force: true });
  }
};

const codeOf = (fault: unknown): unknown =>
  fault instanceof Error && 'code' in fault ? fault.code : null;
