/** Ed25519 signatures over the heads of the record, by the system's own crypto. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import type { Signer } from '../ports/signer.ts';

const KEY_ID_LENGTH = 16;

/** A signer for an Ed25519 key in PKCS#8 PEM. Throws when it is none. */
export const createSigner = (privateKeyPem: string): Signer => {
  const privateKey = createPrivateKey(privateKeyPem);
  if (privateKey.asymmetricKeyType !== 'ed25519') {
    throw new Error(`The signing key is ${privateKey.asymmetricKeyType ?? 'of an unknown kind'}; it must be Ed25519.`);
  }
  const publicKeyPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString();
  return {
    keyId: keyIdOf(publicKeyPem),
    publicKeyPem,
    sign: (text) => sign(null, Buffer.from(text, 'utf8'), privateKey).toString('base64'),
  };
};

/** The first 16 hexadecimal digits of the SHA-256 of the key's SPKI DER. */
export const keyIdOf = (publicKeyPem: string): string => {
  const der = createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, KEY_ID_LENGTH);
};

export const verifySignature = (publicKeyPem: string, text: string, signature: string): boolean => {
  try {
    return verify(null, Buffer.from(text, 'utf8'), publicKeyPem, Buffer.from(signature, 'base64'));
  } catch {
    return false;
  }
};

export const generateSigningKey = (): string =>
  generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
