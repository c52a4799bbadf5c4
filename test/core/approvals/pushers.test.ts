/** Who pushed: a chain back from the head, or null where it has a gap. */
import { expect, test } from 'vitest';
import { type PushLike, pushersOf } from '../../../src/core/approvals/pushers.ts';
import type { Person } from '../../../src/core/person.ts';
import { ada, grace, linus, sha } from '../samples.ts';

const NOWHERE = sha('0');
const push = (before: string, after: string, person: Person, forced = false): PushLike => ({
  before: before === '0' ? NOWHERE : sha(before),
  after: sha(after),
  forced,
  person,
});
const line = { heads: [sha('c')], commits: [sha('b'), sha('c')] };

test.each([
  ['from the creation of the branch', [push('0', 'b', ada), push('b', 'c', grace)], [1, 2]],
  ['from a commit outside the change', [push('a', 'b', ada), push('b', 'c', grace)], [1, 2]],
  ['one push of everything', [push('a', 'c', linus)], [3]],
  ['a rewrite is followed back', [push('0', 'd', grace), push('d', 'c', ada, true)], [1, 2]],
  [
    'a rewrite to and fro',
    [push('0', 'c', linus), push('c', 'd', grace, true), push('d', 'c', ada, true)],
    [1, 2, 3],
  ],
  ['deleted and restored by somebody else', [push('0', 'c', ada), push('0', 'c', grace)], [1, 2]],
  ['a gap in the middle', [push('0', 'a', ada), push('b', 'c', grace)], null],
  ['nothing recorded', [], null],
  ['only an older head recorded', [push('0', 'b', ada)], null],
  ['a rewrite whose start is not known', [push('d', 'c', ada, true)], null],
])('%s', (_, pushes, ids) => {
  expect(pushersOf(pushes, line)?.map((person) => person.id) ?? null).toEqual(ids);
});

test('each end of a change is followed back, and one without a push is a gap', () => {
  const several = { heads: [sha('b'), sha('d')], commits: [sha('b'), sha('d')] };
  const pushes = [push('a', 'b', ada), push('b', 'c', linus), push('c', 'd', grace)];
  expect(pushersOf(pushes, several)?.map(({ id }) => id)).toEqual([1, 2]);
  expect(pushersOf(pushes.slice(1), several)).toBe(null);
});

test('what was recorded once and happened twice is no gap', () => {
  const pushes = [push('0', 'b', linus), push('b', 'c', ada), push('c', 'b', grace, true)];
  const back = { heads: [sha('b')], commits: [sha('b')] };
  expect(pushersOf(pushes, line)?.map(({ id }) => id)).toEqual([1, 2, 3]);
  expect(pushersOf(pushes, back)?.map(({ id }) => id)).toEqual([1, 2, 3]);
});
