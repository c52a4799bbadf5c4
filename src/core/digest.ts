/**
 * SHA-256 over RFC 8785 canonical JSON: the one way anything in the record gets its digest, so that
 * another program, in another language, can compute it again.
 */
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`;

/** The RFC 8785 text of a JSON value. Throws on what JSON cannot carry (undefined, NaN, cycles). */
export const canonicalJson = (value: unknown): string => {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('this value has no canonical JSON');
  return text;
};

export const sha256 = (text: string): Digest =>
  `sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`;

export const digestOf = (value: unknown): Digest => sha256(canonicalJson(value));
