/** Which key may sign next: the newest, one that it signed, or one after it was lost; never an older. */
import { expect, test } from 'vitest';
import { headText } from '../../src/core/record.ts';
import { decodeKeyReplaced, succeed, successionText } from '../../src/core/succession.ts';

const asked = (over: Partial<Parameters<typeof succeed>[0]>) =>
  succeed({ known: ['a', 'b'], own: 'c', previous: null, lost: null, ...over });

test.each([
  ['the first there is', { known: [] }, { kind: 'first' }],
  ['the first, whatever is set', { known: [], previous: 'a', lost: 'b' }, { kind: 'first' }],
  ['the newest', { own: 'b' }, { kind: 'current' }],
  [
    'the newest, whatever is still set',
    { own: 'b', previous: 'a', lost: 'a' },
    { kind: 'current' },
  ],
  ['one that the newest signs', { previous: 'b' }, { kind: 'signed', by: 'b' }],
  ['a signature before a loss', { previous: 'b', lost: 'b' }, { kind: 'signed', by: 'b' }],
  ['one after the newest was lost', { lost: 'b' }, { kind: 'unsigned', lost: 'b' }],
])('takes %s', (_, over, value) => {
  expect(asked(over)).toEqual({ ok: true, value });
});

test.each([
  ['without a word about the newest', {}, { previous: null, lost: null }],
  ['signed by an older one', { previous: 'a' }, { previous: 'a', lost: null }],
  ['after an older one was lost', { lost: 'a' }, { previous: null, lost: 'a' }],
])('refuses one %s', (_, over, named) => {
  const problem = { code: 'key_not_signed', own: 'c', current: 'b', ...named };
  expect(asked(over)).toEqual({ ok: false, problem });
});

test.each([{}, { previous: 'b' }, { lost: 'b' }])('refuses one that was replaced: %o', (over) => {
  const problem = { code: 'key_retired', own: 'a', current: 'b' };
  expect(asked({ own: 'a', ...over })).toEqual({ ok: false, problem });
});

test('what an old key signs names both keys, and is no head', () => {
  const text = successionText({ keyId: 'b', publicKey: 'PEM', replaces: 'a' });
  expect(text).toBe('{"keyId":"b","publicKey":"PEM","replaces":"a"}');
  const head = headText({ chain: 'c', seq: 1, hash: 'sha256:0', keyId: 'a' });
  expect(Object.keys(JSON.parse(head))).not.toContain('publicKey');
});

test('reads what a chain tells of its keys, and nothing else', () => {
  const change = { from: 'a', to: 'b', signedBy: 'a' };
  expect(decodeKeyReplaced(JSON.stringify(change))).toEqual(change);
  expect(decodeKeyReplaced('{"from":"a","to":"b","signedBy":null}')).toMatchObject({
    signedBy: null,
  });
  for (const body of ['{}', 'null', 'no JSON', '{"from":1,"to":"b"}']) {
    expect(decodeKeyReplaced(body)).toBeNull();
  }
});
