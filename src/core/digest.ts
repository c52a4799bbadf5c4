/**
 * SHA-256 over RFC 8785 canonical JSON: the one way anything in the record gets its digest, so that
 * another program, in another language, can compute it again. Most of the time of a decision is spent
 * here, which is why its bytes are written by hand, and not as a text of which each piece is copied again.
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
export const canonicalJson = (value: unknown, leftOut: LeftOut = NOTHING): string =>
  DECODER.decode(canonicalBytes(value, leftOut));

/** Over the UTF-8 bytes. */
export const sha256 = (bytes: string | Uint8Array): Digest =>
  `sha256:${hash('sha256', bytes, 'hex')}`;

export const digestOf = (value: unknown, leftOut: LeftOut = NOTHING): Digest =>
  sha256(canonicalBytes(value, leftOut));

const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
const ENCODER = new TextEncoder();

/** Every text is written to the same place, and read before the next one begins. */
const FIRST_BYTES = 1 << 16;
/** What one large text needed is not kept for good. */
const KEPT_BYTES = 1 << 20;
let bytes = new Uint8Array(FIRST_BYTES);
let end = 0;

const canonicalBytes = (value: unknown, leftOut: LeftOut): Uint8Array => {
  if (bytes.length > KEPT_BYTES) bytes = new Uint8Array(FIRST_BYTES);
  end = 0;
  write(value, leftOut);
  return bytes.subarray(0, end);
};

const write = (value: unknown, leftOut: LeftOut): void => {
  if (typeof value === 'string') writeQuoted(value);
  else if (value === null || typeof value === 'boolean') writeAscii(`${value}`);
  else if (typeof value === 'number') writeNumber(value);
  else if (typeof value !== 'object') {
    throw new TypeError(`a value of type ${typeof value} has no canonical JSON`);
  } else if (Array.isArray(value)) writeList(value, leftOut);
  else writeObject(value, leftOut);
};

const writeNumber = (value: number): void => {
  if (!Number.isFinite(value)) throw new TypeError('a number that is not finite is no JSON');
  writeAscii(`${value}`);
};

const writeList = (list: readonly unknown[], leftOut: LeftOut): void => {
  writeByte(OPEN_LIST);
  let isFirst = true;
  for (const each of list) {
    if (!isFirst) writeByte(COMMA);
    isFirst = false;
    write(each, leftOut);
  }
  writeByte(CLOSE_LIST);
};

/** Properties in the order of their UTF-16 code units, which is the order of JavaScript's strings. */
const writeObject = (object: object, leftOut: LeftOut): void => {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError('only plain objects and lists have canonical JSON');
  }
  const entries = object as Readonly<Record<string, unknown>>;
  writeByte(OPEN_OBJECT);
  let isFirst = true;
  for (const key of sorted(Object.keys(object))) {
    const value = entries[key];
    if (value === undefined || leftOut.has(key)) continue;
    if (!isFirst) writeByte(COMMA);
    isFirst = false;
    writeQuoted(key);
    writeByte(COLON);
    write(value, leftOut);
  }
  writeByte(CLOSE_OBJECT);
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

const writeQuoted = (text: string): void => {
  const { length } = text;
  makeRoom(length + 2);
  const into = bytes;
  let at = end;
  into[at++] = QUOTE;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < SPACE || code > TILDE || code === QUOTE || code === BACKSLASH) {
      writeEscaped(text);
      return;
    }
    into[at++] = code;
  }
  into[at++] = QUOTE;
  end = at;
};

const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [COMMA, COLON] = [0x2c, 0x3a];
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const TILDE = 0x7e;

/** What has more than plain characters: JSON's own escapes are those of RFC 8785. */
const writeEscaped = (text: string): void => {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate is no JSON');
  const quoted = JSON.stringify(text);
  makeRoom(quoted.length * MOST_BYTES_A_UNIT);
  end += ENCODER.encodeInto(quoted, bytes.subarray(end)).written;
};

const MOST_BYTES_A_UNIT = 3;

const writeByte = (byte: number): void => {
  if (end === bytes.length) makeRoom(1);
  bytes[end++] = byte;
};

const writeAscii = (text: string): void => {
  const { length } = text;
  makeRoom(length);
  for (let index = 0; index < length; index += 1) bytes[end + index] = text.charCodeAt(index);
  end += length;
};

const makeRoom = (more: number): void => {
  if (end + more <= bytes.length) return;
  const larger = new Uint8Array(Math.max(bytes.length * 2, end + more));
  larger.set(bytes);
  bytes = larger;
};
