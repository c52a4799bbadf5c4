/** Reads the public keys that somebody trusts, from files in PEM; a file may hold several. */
import { readFile } from 'node:fs/promises';
import type { GivenKey, KeyRing } from '../../core/key-trust.ts';
import { no, ok, type Result } from '../../core/result.ts';
import { readFault } from './file-fault.ts';

const BLOCK = /-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g;

/** The problem is a sentence. Throws a `FileFault` where a file cannot be read. */
export const readPublicKeys = async (
  files: readonly string[],
  idOf: KeyRing['idOf'],
): Promise<Result<readonly GivenKey[], string>> => {
  const keys: GivenKey[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((fault: unknown) => {
      throw readFault(file, fault);
    });
    if (text.includes('PRIVATE KEY-----')) {
      return no(`${file} is a private key. Its public half: openssl pkey -in ${file} -pubout`);
    }
    const found = (text.match(BLOCK) ?? []).map((pem) => ({
      id: idOf(pem),
      publicKey: `${pem}\n`,
    }));
    if (found.length === 0) {
      return no(`${file} is no public key: it must begin with -----BEGIN PUBLIC KEY-----.`);
    }
    for (const { id, publicKey } of found) {
      if (id === null) return no(`${file} is no Ed25519 key; Lockkeeper signs with no other kind.`);
      keys.push({ id, publicKey });
    }
  }
  return ok(keys);
};
