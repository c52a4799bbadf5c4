/** A key takes a while to make, and guards nothing here: all sandboxes of a process have the same. */
import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface RsaKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

const made = new Map<string, RsaKeys>();

/** Made when they are first wanted; each purpose has its own. */
export const rsaKeys = (purpose: 'app' | 'sign-in'): RsaKeys => {
  const keys = made.get(purpose) ?? generateKeyPairSync('rsa', { modulusLength: 2048 });
  made.set(purpose, keys);
  return keys;
};
