/** The key that signs the record: from the settings, or from its file, which is made on first start. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SigningKeySource } from '../config/settings.ts';
import { generateSigningKey } from './signer.ts';

/** The key as PKCS#8 PEM; `made` tells that it is new and should be kept safe by the operator. */
export const loadSigningKey = (source: SigningKeySource): { readonly pem: string; readonly made: boolean } => {
  if (source.kind === 'value') return { pem: source.pem.reveal(), made: false };
  try {
    return { pem: readFileSync(source.path, 'utf8'), made: false };
  } catch (fault) {
    if (!(fault instanceof Error) || !('code' in fault) || fault.code !== 'ENOENT') {
      throw new Error(`The signing key ${source.path} cannot be read.`, { cause: fault });
    }
  }
  const pem = generateSigningKey();
  mkdirSync(dirname(source.path), { recursive: true, mode: 0o700 });
  // `wx`: of two processes that start at once only one makes the key.
  writeFileSync(source.path, pem, { mode: 0o600, flag: 'wx' });
  return { pem, made: true };
};
