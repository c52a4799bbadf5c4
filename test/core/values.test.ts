/** The small values that everything else is made of. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, digestOf, sha256 } from '../../src/core/digest.ts';
import { fromIso, toIso, wholeSecond } from '../../src/core/instant.ts';
import { closest } from '../../src/core/names.ts';
import { NOBODY_TOLD } from '../../src/core/notify.ts';
import { hasRole } from '../../src/core/person.ts';
import { effectivePolicy } from '../../src/core/policy.ts';
import { isSameContent, releaseOf } from '../../src/core/release.ts';
import { environment, NOON, sha } from './samples.ts';

/** The examples of RFC 8785, sections 3.2.2 and 3.2.3. */
test.each([
  [
    String.raw`{"numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/", "literals": [null, true, false]}`,
    String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
  ],
  [
    String.raw`{"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\ud83d\ude00": 5, "\u0080": 6, "\u00f6": 7}`,
    '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
  ],
])('canonical JSON is that of RFC 8785: %s', (text, canonical) => {
  expect(canonicalJson(JSON.parse(text))).toBe(canonical);
});

/** RFC 8785 as it is written: leaves as ECMAScript has them, keys by the bytes of UTF-16. */
const oracle = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(oracle).join(',')}]`;
  const bytes = (key: string): Buffer => Buffer.from(key, 'utf16le').swap16();
  const entries = Object.entries(value).sort(([a], [b]) => bytes(a).compare(bytes(b)));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${oracle(each)}`).join(',')}}`;
};

test('canonical JSON is that of RFC 8785 for every value', () => {
  const arbJson = fc.jsonValue({ maxDepth: 4, stringUnit: 'binary' });
  fc.assert(fc.property(arbJson, (value) => canonicalJson(value) === oracle(value)));
  const odd = [
    '\u007f',
    '\u2028',
    '\u0000',
    '"',
    '\\',
    '\u{10ffff}',
    '\ufb33',
    '',
    '10',
    '9',
    '__proto__',
  ];
  const all = Object.fromEntries(odd.map((text) => [text, text]));
  expect(canonicalJson(all)).toBe(oracle(all));
  expect(canonicalJson([-0, 1e21, 1e-7, 5e-324])).toBe('[0,1e+21,1e-7,5e-324]');
  expect(canonicalJson({ a: undefined, b: [] })).toBe('{"b":[]}');
});

const NOTHING: ReadonlySet<string> = new Set();
const LEFT_OUT: ReadonlySet<string> = new Set(['b', 'd']);

test('objects that look alike are told apart: by keys, by their order, by what is left out', () => {
  const keys = fc.shuffledSubarray(['a', 'b', 'c', 'd', 'aa', 'ü', '10', '9']);
  const arbObject = keys.chain((some) =>
    fc.tuple(...some.map((key) => fc.tuple(fc.constant(key), fc.constantFrom(1, undefined)))),
  );
  const kept = (entries: readonly (readonly [string, number | undefined])[], out = NOTHING) =>
    Object.fromEntries(entries.filter(([key, value]) => value !== undefined && !out.has(key)));
  fc.assert(
    fc.property(fc.array(arbObject), (objects) => {
      const list = objects.map((entries) => Object.fromEntries(entries));
      const written = oracle(objects.map((entries) => kept(entries)));
      expect(canonicalJson(list)).toBe(written);
      const without = oracle(objects.map((entries) => kept(entries, LEFT_OUT)));
      expect(digestOf(list, LEFT_OUT)).toBe(sha256(without));
      expect(canonicalJson(list)).toBe(written);
    }),
  );
});

test('so many keys that none of them can be kept in mind', () => {
  const wide = Object.fromEntries(Array.from({ length: 100 }, (_, key) => [`k${99 - key}`, key]));
  for (let first = 0; first < 600; first += 1) {
    const object = { [`first-${first}`]: wide, b: first, a: null };
    expect(canonicalJson(object)).toBe(oracle(object));
  }
});

test('canonical JSON has any length, whatever was tried before', () => {
  const long = Array.from({ length: 40_000 }, (_, index) => ({
    index,
    text: `"${'ä'.repeat(30)}`,
  }));
  for (const value of [long, 'x'.repeat(3_000_000), '€'.repeat(300_000), { a: [] }]) {
    expect(canonicalJson(value)).toBe(oracle(value));
    expect(digestOf(value)).toBe(sha256(oracle(value)));
    expect(() => canonicalJson([value, undefined])).toThrow();
  }
});

const ring: unknown[] = [];
ring.push(ring);

test.each([
  ['undefined', undefined],
  ['undefined in a list', [undefined]],
  ['no number', Number.NaN],
  ['infinity', { a: Number.POSITIVE_INFINITY }],
  ['a lone surrogate', '\ud800'],
  ['a lone surrogate as a key', { '\udc00': 1 }],
  ['a map', new Map()],
  ['a function', () => 1],
  ['a big number', 1n],
  ['a cycle', ring],
])('%s has no canonical JSON', (_, value) => {
  expect(() => digestOf(value)).toThrow();
});

test('a digest is SHA-256 in hexadecimal', () => {
  expect(sha256('abc')).toBe(
    'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('instants are read and written in UTC', () => {
  expect(toIso(NOON)).toBe('2026-11-21T12:00:00.000Z');
  expect(fromIso('2026-11-21T13:00:00+01:00')).toBe(NOON);
  expect(fromIso('yesterday')).toBeNull();
  expect(wholeSecond(NOON + 999)).toBe(NOON);
});

test.each([
  ['prodction', 'production'],
  ['PRODUCTION', 'production'],
  ['stg', 'stag'],
  ['xyzzy', null],
  ['', null],
])('closest to "%s" is %s', (asked, found) => {
  expect(closest(asked, ['production', 'stag'])).toBe(found);
});

test('of two names as near, the one that ends as what was typed is closest', () => {
  expect(closest('halp', ['halt', 'help'])).toBe('help');
});

test('roles rise', () => {
  expect(hasRole('maintain', 'write')).toBe(true);
  expect(hasRole('triage', 'write')).toBe(false);
});

test('a release is its content: the same in whatever order its artifacts come', () => {
  const artifact = (name: string) => ({ name, uri: `ghcr.io/${name}`, digest: sha256(name) });
  const one = releaseOf(7, sha('a'), sha('e'), [artifact('x'), artifact('y')]);
  const other = releaseOf(7, sha('a'), sha('e'), [artifact('y'), artifact('x')]);
  expect(other.id).toBe(one.id);
  expect(releaseOf(8, sha('a'), sha('e')).id).not.toBe(releaseOf(7, sha('a'), sha('e')).id);
  const content = { sha: sha('a'), tree: sha('e'), artifacts: [sha256('y'), sha256('x')] };
  expect(isSameContent(content, one)).toBe(true);
  expect(isSameContent({ ...content, sha: sha('b') }, one)).toBe(false);
  expect(isSameContent({ ...content, artifacts: [] }, one)).toBe(false);
});

test('votes are bound to what decides, and to no name, link or listener', () => {
  const channel = { channel: '#releases', events: null, severity: 'info' } as const;
  const notify = { ...NOBODY_TOLD, slack: [channel] };
  const policy = { version: 1, people: {}, programs: [], environments: [] } as const;
  const digest = (over: Parameters<typeof environment>[0], people = {}) =>
    effectivePolicy({ ...policy, people }, environment(over), [], 0).digest;
  expect(digest({ url: 'https://example.com', aliases: [], notify })).toBe(digest({}));
  expect(effectivePolicy(policy, environment({ notify }), [], 0).environment).not.toHaveProperty(
    'notify',
  );
  expect(digest({ unknownAuthors: 'ignore' })).not.toBe(digest({}));
  expect(digest({}, { 'old@mail.example': 'ada' })).not.toBe(digest({}));
});
