/** Signatures over the record: the key, its id, its file, and what is not taken for a signature. */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  createSigner,
  generateSigningKey,
  keyRing,
  loadSigningKey,
  verifySignature,
} from '../../src/adapters/signer.ts';
import { secret } from '../../src/config/secret.ts';
import { temporaryFolder } from './store/temporary-folder.ts';

/** RFC 8410, section 10.3. */
const RFC_KEY = `-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
`;
const RFC_PUBLIC_KEY = `-----BEGIN PUBLIC KEY-----
MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PUBLIC KEY-----
`;

test('signs so that the public key alone shows it', () => {
  const signer = createSigner(RFC_KEY);
  expect(signer.publicKeyPem).toBe(RFC_PUBLIC_KEY);
  const signature = signer.sign('{"seq":1,"text":"ü"}');
  expect(Buffer.from(signature, 'base64')).toHaveLength(64);
  expect(verifySignature(RFC_PUBLIC_KEY, '{"seq":1,"text":"ü"}', signature)).toBe(true);
  expect(verifySignature(RFC_PUBLIC_KEY, '{"seq":2,"text":"ü"}', signature)).toBe(false);
});

test('takes nothing else for a signature', () => {
  const signer = createSigner(generateSigningKey());
  const other = createSigner(generateSigningKey());
  const signature = signer.sign('text');
  expect(verifySignature(other.publicKeyPem, 'text', signature)).toBe(false);
  expect(verifySignature(signer.publicKeyPem, 'text', '')).toBe(false);
  expect(verifySignature(signer.publicKeyPem, 'text', `AAAA${signature.slice(4)}`)).toBe(false);
  expect(verifySignature('no key', 'text', signature)).toBe(false);
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect(verifySignature(pem, 'text', signature)).toBe(false);
});

test('names a key by what it is', () => {
  const signer = createSigner(RFC_KEY);
  expect(signer.keyId).toMatch(/^[0-9a-f]{16}$/);
  expect(createSigner(RFC_KEY).keyId).toBe(signer.keyId);
  expect(createSigner(generateSigningKey()).keyId).not.toBe(signer.keyId);
  expect(createPublicKey(signer.publicKeyPem).asymmetricKeyType).toBe('ed25519');
  expect(keyRing.idOf(RFC_PUBLIC_KEY)).toBe(signer.keyId);
  expect(keyRing.idOf('no key')).toBeNull();
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  expect(keyRing.idOf(publicKey.export({ type: 'spki', format: 'pem' }).toString())).toBeNull();
});

test('signs with Ed25519 alone', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  expect(() => createSigner(pem)).toThrow('The signing key is ec; it must be Ed25519.');
  expect(() => createSigner('no key')).toThrow(
    'The signing key is no private key in PEM; make one',
  );
});

test('makes a key file once, for its owner alone, and keeps what is there', () => {
  const path = join(temporaryFolder(), 'data', 'signing-key.pem');
  const first = loadSigningKey({ kind: 'file', path });
  expect(first.made).toBe(true);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  expect(readFileSync(path, 'utf8')).toBe(first.pem);
  expect(loadSigningKey({ kind: 'file', path })).toEqual({ pem: first.pem, made: false });
  expect(readdirSync(join(path, '..'))).toEqual(['signing-key.pem']);
});

test('says which key file cannot be read or made', () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'folder.pem'));
  writeFileSync(join(folder, 'file'), '');
  const load = (path: string) => () => loadSigningKey({ kind: 'file', path: join(folder, path) });
  expect(load('folder.pem')).toThrow(/folder\.pem cannot be read/);
  expect(load('file/key.pem')).toThrow(/file\/key\.pem cannot be read/);
});

test('takes a key from the settings without touching a file', () => {
  const pem = generateSigningKey();
  expect(loadSigningKey({ kind: 'value', pem: secret(pem) })).toEqual({ pem, made: false });
  expect(existsSync('signing-key.pem')).toBe(false);
});
