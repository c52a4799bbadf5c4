/** Private keys among the settings: of the GitHub App, and those that sign the record. */
import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { type Secret, secret } from './secret.ts';

export type SigningKeySource =
  | { readonly kind: 'value'; readonly pem: Secret }
  | { readonly kind: 'file'; readonly path: string };

export type Report = (name: string, message: string) => null;

export const readPrivateKey = (
  value: string | null,
  path: string | null,
  report: Report,
): Secret | null => {
  if (value === null && path === null) {
    return report(
      'PRIVATE_KEY',
      'PRIVATE_KEY or PRIVATE_KEY_PATH is missing; make a private key on the page of your GitHub App.',
    );
  }
  const text = value ?? readFile('PRIVATE_KEY_PATH', path ?? '', report);
  if (text === null) return null;
  const pem = asPem(text);
  if (kindOf(pem) === 'rsa') return secret(pem);
  return report(
    'PRIVATE_KEY',
    'The private key is not an RSA key in PEM; use the file GitHub gave you.',
  );
};

export const readSigningKey = (
  value: string | null,
  path: string | null,
  report: Report,
): SigningKeySource | null => {
  if (value === null) return readSigningKeyFile(path ?? './data/signing-key.pem', report);
  const pem = asPem(value);
  if (kindOf(pem) === 'ed25519') return { kind: 'value', pem: secret(pem) };
  return report(
    'SIGNING_KEY',
    'SIGNING_KEY is not an Ed25519 key in PEM. Make one with: openssl genpkey -algorithm ed25519, or leave it out.',
  );
};

/** A file that is not there yet is made at the start. */
const readSigningKeyFile = (path: string, report: Report): SigningKeySource | null => {
  if (!existsSync(path)) return { kind: 'file', path };
  const pem = readFile('SIGNING_KEY_PATH', path, report);
  if (pem === null) return null;
  if (kindOf(pem) === 'ed25519') return { kind: 'file', path };
  return report(
    'SIGNING_KEY_PATH',
    `SIGNING_KEY_PATH is "${path}"; that file is not an Ed25519 key in PEM. Name another one: where there is none, a key is made.`,
  );
};

/** The key that signed the record until now, for the one start at which it signs the new one. */
export const readPreviousKey = (
  value: string | null,
  path: string | null,
  report: Report,
): Secret | null => {
  if (value === null && path === null) return null;
  const name = value === null ? 'SIGNING_KEY_PREVIOUS_PATH' : 'SIGNING_KEY_PREVIOUS';
  const done = 'Once it has signed the new key, take the setting out.';
  const text =
    value ?? readFile(name, path ?? '', (_, message) => report(name, `${message} ${done}`));
  if (text === null) return null;
  const pem = asPem(text);
  if (kindOf(pem) === 'ed25519') return secret(pem);
  return report(
    name,
    `${name} is not an Ed25519 private key in PEM; it must be the key that signed the record until now. ${done}`,
  );
};

/** The id of a signing key that is lost, as the refusal to start without it names it. */
export const readLostKeyId = (value: string | null, report: Report): string | null => {
  if (value === null || /^[0-9a-f]{16}$/.test(value)) return value;
  return report(
    'SIGNING_KEY_LOST',
    `SIGNING_KEY_LOST is "${value}"; it must be the id of the lost key, 16 hexadecimal digits. Without the setting, the app says the id.`,
  );
};

/** Keys come with real line breaks, with `\n` spelled out, or as base64 of the whole. */
const asPem = (text: string): string => {
  if (text.includes('-----BEGIN')) return text.replaceAll('\\n', '\n');
  return Buffer.from(text, 'base64').toString('utf8');
};

/** Null for anything but a private key; the key's text is in no message. */
const kindOf = (pem: string): string | null => {
  try {
    return createPrivateKey(pem).asymmetricKeyType ?? null;
  } catch {
    return null;
  }
};

const readFile = (name: string, path: string, report: Report): string | null => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return report(name, `${name} is "${path}"; that file cannot be read.`);
  }
};
