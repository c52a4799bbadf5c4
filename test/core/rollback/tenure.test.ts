/** Which release is gone back to, and what is left behind. */
import { describe, expect, it } from 'vitest';
import type { Promotion, PromotionState } from '../../../src/core/promotion/state.ts';
import { releaseOf } from '../../../src/core/release.ts';
import {
  chooseTarget,
  leftBehind,
  type Standing,
  type Tenure,
} from '../../../src/core/rollback/tenure.ts';
import { promotion, sha } from '../samples.ts';

const done = { kind: 'completed', fence: 1, startedAt: 1, deadline: 9, deployment: null } as const;
const COMPLETED: PromotionState = { ...done, completedAt: 2 };
const ROLLED_BACK: PromotionState = { kind: 'rolled_back', by: 'R', at: 3, completedAt: 2 };
const FAILED: PromotionState = {
  kind: 'failed',
  failure: { code: 'deployment_failed', message: 'no' },
  deployment: null,
  at: 3,
};

/** A release by one letter: its commit and, unless told otherwise, its tree. */
const of = (letter: string, over: Partial<Promotion> = {}, tree = letter): Promotion =>
  promotion(over.state ?? COMPLETED, {
    id: `P-${letter}`,
    release: releaseOf(7, sha(letter), sha(tree)),
    pullNumber: null,
    ...over,
  });

/** Newest first. */
const standing = (
  all: readonly (Promotion | null)[],
  faulty: readonly string[] = [],
  attempt: Promotion | null = null,
): Standing => ({
  environment: 'production',
  attempt,
  quarantines: [],
  tenures: all.map(
    (each, index): Tenure => ({
      entry: `E-${index}`,
      release: each?.release ?? releaseOf(7, sha('f'), sha('f')),
      sha: each?.release.sha ?? sha('f'),
      since: 100 - index,
      until: index === 0 ? null : 101 - index,
      promotion: each,
      faulty: each !== null && faulty.includes(each.id),
    }),
  ),
});

const chosen = (there: Standing, named: string | null = null): string => {
  const target = chooseTarget(there, named);
  return target.ok ? target.value.sha.charAt(0) : target.problem.code;
};

describe('the target', () => {
  it.each<[string, Standing, string]>([
    ['the one before what is live', standing([of('c'), of('b'), of('a')]), 'b'],
    [
      'past what was rolled back',
      standing([of('c'), of('b', { state: ROLLED_BACK }), of('a')]),
      'a',
    ],
    ['past what is faulty', standing([of('c'), of('b'), of('a')], ['P-b']), 'a'],
    [
      'past an earlier time of what is faulty now',
      standing([of('c'), of('b', { id: 'P-2' }), of('a'), of('b')], ['P-2']),
      'a',
    ],
    [
      'past an equal tree under another commit',
      standing([of('c'), of('b', {}, 'c'), of('a')]),
      'a',
    ],
    [
      'past what succeeded after it had failed',
      standing([of('c'), of('b', { state: FAILED }), of('a')]),
      'a',
    ],
    ['past what something else brought', standing([of('c'), null, of('a')]), 'a'],
    ['the last good one where something else is live', standing([null, of('b'), of('a')]), 'b'],
    ['what is live where a newer one failed', standing([of('b'), of('a')], [], of('c')), 'b'],
    [
      'past what is live where the newer one is the same',
      standing([of('b'), of('a')], [], of('b')),
      'a',
    ],
    [
      'also past a rollback where a newer one failed',
      standing([of('b', { kind: 'rollback' }), of('a')], [], of('c')),
      'b',
    ],
    [
      'nothing where a rollback is live',
      standing([of('b', { kind: 'rollback' }), of('a')]),
      'rollback_of_rollback',
    ],
    ['nothing where there was but one', standing([of('a')]), 'nothing_to_go_back_to'],
    ['nothing where there was none', standing([]), 'never_promoted'],
    ['nothing where none of ours was', standing([null]), 'never_promoted'],
  ])('is %s', (_, there, expected) => {
    expect(chosen(there)).toBe(expected);
  });

  it.each<[string, string]>([
    [sha('a').slice(0, 7), 'a'],
    [sha('b'), 'b'],
    [sha('c'), 'already_promoted'],
    [sha('d'), 'never_promoted'],
    ['', 'sha_ambiguous'],
  ])('named as %s is %s', (named, expected) => {
    const there = standing([of('c'), of('b', { state: ROLLED_BACK }), of('a')], ['P-a']);
    expect(chosen(there, named)).toBe(expected);
  });

  it('carries what it was marked as', () => {
    const there = standing([of('c'), of('b', { state: ROLLED_BACK }), of('a')], ['P-a']);
    const marks = ['a', 'b'].map((letter) => {
      const target = chooseTarget(there, sha(letter));
      return target.ok && target.value.mark;
    });
    expect(marks).toEqual(['faulty', 'rolled_back']);
  });

  it('that is refused comes with at most ten to choose from', () => {
    const letters = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c'];
    const target = chooseTarget(standing(letters.map((letter) => of(letter))), sha('f'));
    expect(target.ok).toBe(false);
    if (target.ok || target.problem.code !== 'never_promoted') throw new Error('it was found');
    expect(target.problem.candidates.map(({ sha: each }) => each.charAt(0)).join('')).toBe(
      '123456789a',
    );
    expect(target.problem.more).toBe(2);
  });
});

describe('what is left behind', () => {
  const behind = (there: Standing, to: string): readonly string[] =>
    leftBehind(there, of(to, { id: 'R', kind: 'rollback' })).map(
      ({ promotion, sha: at }) => promotion?.id ?? at.charAt(0),
    );

  it.each<[string, Standing, string, readonly string[]]>([
    ['is all that came after it', standing([of('c'), of('b'), of('a')]), 'a', ['P-c', 'P-b']],
    ['is nothing that came before it', standing([of('c'), of('b'), of('a')]), 'b', ['P-c']],
    ['is nothing where it is live', standing([of('b'), of('a')]), 'b', []],
    [
      'is also an earlier time of the same',
      standing([of('c', { id: 'P-2' }), of('b'), of('c'), of('a')]),
      'b',
      ['P-2', 'P-c'],
    ],
    [
      'is never another time of itself',
      standing([of('c'), of('a', { id: 'P-2' }), of('b'), of('a')]),
      'a',
      ['P-c'],
    ],
    [
      'is nothing of the rollback itself',
      standing([of('a', { id: 'R' }), of('b'), of('a')]),
      'a',
      ['P-b'],
    ],
    [
      'is also what somebody else deployed',
      standing([null, of('b'), null, of('a'), null]),
      'a',
      ['f', 'P-b', 'f', 'f'],
    ],
    [
      'is not the same that somebody else deployed again',
      standing([null, of('b'), of('f', { id: 'P-f' })]),
      'f',
      ['P-b'],
    ],
  ])('%s', (_, there, to, expected) => {
    expect(behind(there, to)).toEqual(expected);
  });
});
