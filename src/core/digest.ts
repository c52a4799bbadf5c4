/**
 * SHA-256 over RFC 8785 canonical JSON: the one way anything in the record gets its digest, so that
 * another program, in another language, can compute it again. Most of the time of a decision is spent
 * here, which is why the text is made by hand and not by a package that costs twice as much.
 */
import { hash } from 'node:crypto';

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Digest = `sha256:${string}`;

/** Names of properties that are left out, wherever they stand. */
type LeftOut = ReadonlySet<string>;
const NOTHING: LeftOut = new Set();

/**
 * The RFC 8785 text of a JSON value; properties that are undefined are left out. Throws on what JSON
 * cannot carry: NaN, infinities, lone surrogates, undefined in lists, dates and other objects, cycles.
 */
export const canonicalJson = (value: unknown, leftOut: LeftOut = NOTHING): string => {
  switch (typeof value) {
    case 'string':
      return quoted(value);
    case 'boolean':
      return `${value}`;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError('a number that is not finite is no JSON');
      return `${value}`;
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? listText(value, leftOut) : objectText(value, leftOut);
    default:
      throw new TypeError(`a value of type ${typeof value} has no canonical JSON`);
  }
};

/** Over the UTF-8 bytes. */
export const sha256 = (text: string): Digest => `sha256:${hash('sha256', text, 'hex')}`;

export const digestOf = (value: unknown, leftOut?: LeftOut): Digest =>
  sha256(canonicalJson(value, leftOut));

const listText = (list: readonly unknown[], leftOut: LeftOut): string => {
  let text = '[';
  for (const each of list) text += `${text === '[' ? '' : ','}${canonicalJson(each, leftOut)}`;
  return `${text}]`;
};

/** Properties in the order of their UTF-16 code units, which is the order of JavaScript's strings. */
const objectText = (object: object, leftOut: LeftOut): string => {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError('only plain objects and lists have canonical JSON');
  }
  const entries = object as Readonly<Record<string, unknown>>;
  let text = '{';
  for (const key of sorted(Object.keys(object))) {
    const value = entries[key];
    if (value === undefined || leftOut.has(key)) continue;
    text += `${text === '{' ? '' : ','}${quoted(key)}:${canonicalJson(value, leftOut)}`;
  }
  return `${text}}`;
};

/** Most objects come sorted, out of the record; looking costs less than sorting. */
const sorted = (keys: string[]): readonly string[] => {
  let before = '';
  for (const key of keys) {
    if (key < before) return keys.sort();
    before = key;
  }
  return keys;
};

/** Whatever is not written as it is: quotes, backslashes, control characters, and surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what JSON escapes.
const SPECIAL = /["\\\u0000-\u001f\ud800-\udfff]/;

const quoted = (text: string): string => {
  if (!SPECIAL.test(text)) return `"${text}"`;
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate is no JSON');
  return JSON.stringify(text);
};
