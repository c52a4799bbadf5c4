/** Trust goes from old to new along signatures that hold, and no other way. */
import { expect, test } from 'vitest';
import {
  type GivenKey,
  type KeyRing,
  type SuccessiveKey,
  trustFrom,
} from '../../src/core/key-trust.ts';
import { successionText } from '../../src/core/succession.ts';

/** A key is its name, and a signature its text with the signer's name before it. */
const ring: KeyRing = {
  verify: (publicKey, text, signature) => signature === `${publicKey} ${text}`,
  idOf: (publicKey) => (publicKey.startsWith('PEM ') ? publicKey.slice(4) : null),
};
const given = (id: string): GivenKey => ({ id, publicKey: `PEM ${id}` });
const key = (id: string, by: string | null = null): SuccessiveKey => ({
  ...given(id),
  signedBy:
    by === null
      ? null
      : {
          keyId: by,
          signature: `PEM ${by} ${successionText({ keyId: id, publicKey: `PEM ${id}`, replaces: by })}`,
        },
});
const line = [key('a'), key('b', 'a'), key('c', 'b')];
const trust = (ids: readonly string[], keys: readonly SuccessiveKey[] = line) =>
  trustFrom(ids.map(given), keys, ring);

test('leads from the first key to the newest, in whatever order they are told', () => {
  for (const keys of [line, line.toReversed()]) {
    const { problems, pathTo, publicKeyOf } = trust(['a'], keys);
    expect(problems).toEqual([]);
    expect(pathTo('c')).toEqual(['a', 'b', 'c']);
    expect(publicKeyOf('c')).toBe('PEM c');
  }
});

test('never leads back', () => {
  const { publicKeyOf, pathTo, whyNot } = trust(['b']);
  expect(pathTo('b')).toEqual(['b']);
  expect(pathTo('c')).toEqual(['b', 'c']);
  expect(publicKeyOf('a')).toBeNull();
  expect(whyNot('a')).toBe('older');
});

test('needs no list for a key that was given, and takes the shortest way to one that was not', () => {
  expect(trust(['c'], []).publicKeyOf('c')).toBe('PEM c');
  expect(trust(['a', 'b']).pathTo('c')).toEqual(['b', 'c']);
  expect(trust(['a'], line.slice(1)).pathTo('c')).toEqual(['a', 'b', 'c']);
});

test.each<readonly [string, readonly string[], readonly SuccessiveKey[], string, unknown]>([
  ['a stranger is trusted', ['s'], line, 'stranger', []],
  ['the list is empty', ['a'], [], 'stranger', []],
  ['it is not listed', ['a'], line.slice(0, 2), 'unlisted', []],
  [
    'one on the way is not listed',
    ['a'],
    [key('a'), key('c', 'b')],
    'broken',
    [{ code: 'key_missing', keyId: 'b' }],
  ],
  [
    'a signature on the way is wrong',
    ['a'],
    [key('a'), { ...key('b', 'a'), signedBy: { keyId: 'a', signature: 'x' } }, key('c', 'b')],
    'broken',
    [{ code: 'wrong_succession', keyId: 'b', by: 'a' }],
  ],
  [
    'a signature is by another key than it says',
    ['a'],
    [key('a'), { ...key('b'), signedBy: { ...signedBy('b', 's'), keyId: 'a' } }, key('c', 'b')],
    'broken',
    [{ code: 'wrong_succession', keyId: 'b', by: 'a' }],
  ],
  [
    'a signature is of another key',
    ['a'],
    [key('a'), { ...key('c'), signedBy: signedBy('b', 'a') }],
    'broken',
    [{ code: 'wrong_succession', keyId: 'c', by: 'a' }],
  ],
  [
    'another key stands under the name of a signed one',
    ['a'],
    [key('a'), { ...key('b', 'a'), publicKey: 'PEM s' }, key('c', 'b')],
    'broken',
    [
      { code: 'wrong_key', keyId: 'b' },
      { code: 'key_missing', keyId: 'b' },
    ],
  ],
  ['its line begins unsigned', ['a'], [key('a'), key('b'), key('c', 'b')], 'unsigned', []],
  ['keys signed each other', ['a'], [key('a'), key('b', 'c'), key('c', 'b')], 'broken', []],
])('does not lead to the newest when %s', (_, ids, keys, why, problems) => {
  const read = trust(ids, keys);
  expect(read.publicKeyOf('c')).toBeNull();
  expect(read.pathTo('c')).toEqual([]);
  expect(read.whyNot('c')).toBe(why);
  expect(read.problems).toEqual(problems);
});

test('a key under the name of a given one does not replace it', () => {
  const read = trust(['a'], [{ ...key('a'), publicKey: 'PEM s' }, key('b', 'a')]);
  expect(read.publicKeyOf('a')).toBe('PEM a');
  expect(read.pathTo('b')).toEqual(['a', 'b']);
  expect(read.problems).toEqual([{ code: 'wrong_key', keyId: 'a' }]);
});

test('a newer key shows that the list was changed before it, and is trusted all the same', () => {
  const changed = [
    key('a'),
    { ...key('b'), signedBy: { keyId: 'a', signature: 'x' } },
    key('c', 'b'),
  ];
  const read = trust(['c'], changed);
  expect(read.publicKeyOf('c')).toBe('PEM c');
  expect(read.problems).toEqual([{ code: 'wrong_succession', keyId: 'b', by: 'a' }]);
});

function signedBy(id: string, by: string) {
  return key(id, by).signedBy ?? { keyId: by, signature: '' };
}
