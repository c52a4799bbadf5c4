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

const canonicalBytes = (value: unknown, leftOut: LeftOut): Uint8Array => {
  if (bytes.length > KEPT_BYTES) bytes = new Uint8Array(FIRST_BYTES);
  const end = write(value, 0, shapesWithout(leftOut));
  return bytes.subarray(0, end);
};

/** Writes from a place on, as all of these do, and returns the place behind what it wrote. */
const write = (value: unknown, at: number, shapes: Shapes): number => {
  if (typeof value === 'string') return writeQuoted(value, at);
  if (typeof value === 'number') return writeNumber(value, at);
  if (value === null || typeof value === 'boolean') return writeAscii(`${value}`, at);
  if (typeof value !== 'object') {
    throw new TypeError(`a value of type ${typeof value} has no canonical JSON`);
  }
  return Array.isArray(value) ? writeList(value, at, shapes) : writeObject(value, at, shapes);
};

const writeNumber = (value: number, at: number): number => {
  if (!Number.isFinite(value)) throw new TypeError('a number that is not finite is no JSON');
  return writeAscii(`${value}`, at);
};

const writeList = (list: readonly unknown[], start: number, shapes: Shapes): number => {
  let at = writeByte(OPEN_LIST, start);
  let isFirst = true;
  for (const each of list) {
    if (!isFirst) at = writeByte(COMMA, at);
    isFirst = false;
    at = write(each, at, shapes);
  }
  return writeByte(CLOSE_LIST, at);
};

const writeObject = (object: object, start: number, shapes: Shapes): number => {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError('only plain objects and lists have canonical JSON');
  }
  const values: readonly unknown[] = Object.values(object);
  let before = OPEN_OBJECT;
  let at = start;
  for (const { index, quoted } of shapeOf(Object.keys(object), shapes)) {
    const value = values[index];
    if (value === undefined) continue;
    at = write(value, writeKey(before, quoted, at), shapes);
    before = COMMA;
  }
  if (before === OPEN_OBJECT) at = writeByte(OPEN_OBJECT, at);
  return writeByte(CLOSE_OBJECT, at);
};

const writeKey = (before: number, quoted: Uint8Array, start: number): number => {
  const { length } = quoted;
  if (start + length >= bytes.length) makeRoom(length + 1, start);
  const into = bytes;
  into[start] = before;
  for (let index = 0; index < length; index += 1) {
    into[start + 1 + index] = quoted[index] as number;
  }
  return start + 1 + length;
};

/** How objects with the same keys are written: in the order of UTF-16 code units, as strings compare. */
type Shape = readonly Property[];
interface Property {
  /** Of the value, in the object. */
  readonly index: number;
  /** The key in quotes, and the colon. */
  readonly quoted: Uint8Array;
}

/** A decision has hundreds of objects of a few dozen shapes: the keys of each are put in order once. */
interface Shapes {
  readonly leftOut: LeftOut;
  /** By first key. */
  readonly known: Map<
    string,
    readonly { readonly keys: readonly string[]; readonly shape: Shape }[]
  >;
}

/** Keys may be data, of which there is no end: what was remembered is then forgotten, and found again. */
const MOST_FIRST_KEYS = 256;
const MOST_OF_FIRST_KEY = 16;
const MOST_KEYS = 64;

const allShapes = new WeakMap<LeftOut, Shapes>();

const shapesWithout = (leftOut: LeftOut): Shapes => {
  const shapes = allShapes.get(leftOut) ?? { leftOut, known: new Map() };
  allShapes.set(leftOut, shapes);
  return shapes;
};

const shapeOf = (keys: readonly string[], { leftOut, known }: Shapes): Shape => {
  const [first] = keys;
  if (first === undefined) return [];
  const alike = known.get(first) ?? [];
  for (const each of alike) if (isSame(each.keys, keys)) return each.shape;
  const shape = keys
    .map((key, index) => ({ key, index, quoted: ENCODER.encode(`${quotedText(key)}:`) }))
    .filter(({ key }) => !leftOut.has(key))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  if (keys.length > MOST_KEYS) return shape;
  if (known.size === MOST_FIRST_KEYS) known.clear();
  known.set(first, [{ keys, shape }, ...alike.slice(0, MOST_OF_FIRST_KEY - 1)]);
  return shape;
};

const isSame = (some: readonly string[], others: readonly string[]): boolean => {
  if (some.length !== others.length) return false;
  for (let index = 0; index < some.length; index += 1) {
    if (some[index] !== others[index]) return false;
  }
  return true;
};

const writeQuoted = (text: string, start: number): number => {
  const { length } = text;
  if (start + length + 2 > bytes.length) makeRoom(length + 2, start);
  const into = bytes;
  let at = start;
  into[at++] = QUOTE;
  for (let index = 0; index < length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < SPACE || code > TILDE || code === QUOTE || code === BACKSLASH) {
      return writeEscaped(text, start);
    }
    into[at++] = code;
  }
  into[at++] = QUOTE;
  return at;
};

const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SPACE = 0x20;
const TILDE = 0x7e;

/** What has more than plain characters. */
const writeEscaped = (text: string, at: number): number => {
  const quoted = quotedText(text);
  const most = quoted.length * MOST_BYTES_A_UNIT;
  if (at + most > bytes.length) makeRoom(most, at);
  return at + ENCODER.encodeInto(quoted, bytes.subarray(at)).written;
};

const MOST_BYTES_A_UNIT = 3;

/** JSON's own escapes are those of RFC 8785. */
const quotedText = (text: string): string => {
  if (!text.isWellFormed()) throw new TypeError('a lone surrogate is no JSON');
  return JSON.stringify(text);
};

const writeByte = (byte: number, at: number): number => {
  if (at === bytes.length) makeRoom(1, at);
  bytes[at] = byte;
  return at + 1;
};

const writeAscii = (text: string, at: number): number => {
  const { length } = text;
  if (at + length > bytes.length) makeRoom(length, at);
  for (let index = 0; index < length; index += 1) bytes[at + index] = text.charCodeAt(index);
  return at + length;
};

const makeRoom = (more: number, at: number): void => {
  const larger = new Uint8Array(Math.max(bytes.length * 2, at + more));
  larger.set(bytes);
  bytes = larger;
};
