/** Which head a comment is about. GitHub's times are whole seconds. */
import { expect, test } from 'vitest';
import { SECOND } from '../../../src/core/instant.ts';
import { bindHead } from '../../../src/core/promotion/command-binding.ts';
import { NOON, sha } from '../samples.ts';

const [A, B, C] = [sha('a'), sha('b'), sha('c')];
const at = (second: number): number => NOON + second * SECOND;
const head = (of: string, second: number) => ({ sha: of, at: at(second) });

test.each([
  ['the only head', [head(A, 0)], 5, A, { ok: true, value: A }],
  ['the newest of two', [head(A, 0), head(B, 3)], 5, B, { ok: true, value: B }],
  ['in whatever order they are given', [head(B, 3), head(A, 0)], 5, B, { ok: true, value: B }],
  [
    'reopened at the same head in the same second',
    [head(A, 0), head(A, 5)],
    5,
    A,
    { ok: true, value: A },
  ],
  [
    'moved after the comment',
    [head(A, 0), head(B, 9)],
    5,
    B,
    { ok: false, problem: { code: 'moved_head', from: A, to: B } },
  ],
  [
    'moved twice after it',
    [head(A, 0), head(B, 9), head(C, 10)],
    5,
    C,
    { ok: false, problem: { code: 'moved_head', from: A, to: C } },
  ],
  ['moved away and back', [head(A, 0), head(B, 7), head(A, 9)], 5, A, { ok: true, value: A }],
  [
    'pushed in the same second',
    [head(A, 0), head(B, 5)],
    5,
    B,
    { ok: false, problem: { code: 'head_unsure', head: B } },
  ],
  [
    'pushed in the same second and moved on',
    [head(A, 0), head(B, 5), head(C, 6)],
    5,
    C,
    { ok: false, problem: { code: 'head_unsure', head: C } },
  ],
  [
    'first recorded in the same second',
    [head(A, 5)],
    5,
    A,
    { ok: false, problem: { code: 'head_unsure', head: A } },
  ],
  [
    'a gap: GitHub has a head that was never told',
    [head(A, 0)],
    5,
    B,
    { ok: false, problem: { code: 'head_unsure', head: B } },
  ],
  [
    'a gap: the head is an older one',
    [head(A, 0), head(B, 3)],
    5,
    A,
    { ok: false, problem: { code: 'head_unsure', head: A } },
  ],
  ['no record at all', [], 5, A, { ok: false, problem: { code: 'head_unsure', head: A } }],
  [
    'only heads from after the comment',
    [head(A, 9)],
    5,
    A,
    { ok: false, problem: { code: 'head_unsure', head: A } },
  ],
])('%s', (_, heads, commentSecond, current, expected) => {
  expect(bindHead(heads, at(commentSecond), current)).toEqual(expected);
});

test('parts of a second prove nothing', () => {
  const heads = [head(A, 0), { sha: B, at: at(5) + 100 }];
  expect(bindHead(heads, at(5) + 900, B)).toMatchObject({ problem: { code: 'head_unsure' } });
});
