/** A vote is for what was seen: whatever of it changes makes another generation, and nothing else does. */
import { describe, expect, it } from 'vitest';
import {
  buttonValue,
  generationOf,
  readButtonValue,
  type Seen,
} from '../../../src/core/promotion/generation.ts';
import type { Requester } from '../../../src/core/promotion/request.ts';
import { releaseOf } from '../../../src/core/release.ts';
import { ada, grace, linus, NOON, promotion, sha } from '../samples.ts';

const asker = (person: Requester['person'], over: Partial<Requester> = {}): Requester => ({
  person,
  through: null,
  via: 'comment',
  at: NOON,
  ...over,
});
const release = releaseOf(7, sha('a'), sha('b'));
const waiting = promotion({ kind: 'pending' }, { release, requesters: [asker(ada)] });
const seen: Seen = { promotion: waiting, policyDigest: 'one', live: sha('c') };
const generation = generationOf(seen);

describe('another generation is', () => {
  it.each<readonly [string, Partial<Seen>]>([
    ['another policy', { policyDigest: 'two' }],
    ['another release that is live', { live: sha('d') }],
    ['one where nothing is live', { live: null }],
    [
      'another release that ships',
      { promotion: { ...waiting, release: releaseOf(7, sha('e'), sha('b')) } },
    ],
    [
      'the same commit with another artifact',
      {
        promotion: {
          ...waiting,
          release: releaseOf(7, sha('a'), sha('b'), [
            { name: 'image', uri: 'registry.example/shop', digest: 'sha256:1' },
          ]),
        },
      },
    ],
    ['one that somebody else asked for', { promotion: { ...waiting, requesters: [asker(grace)] } }],
    [
      'one that somebody else asked for as well',
      { promotion: { ...waiting, requesters: [asker(ada), asker(linus)] } },
    ],
  ])('%s', (_, changed) => {
    const other = { ...seen, ...changed };
    expect(generationOf(other)).not.toBe(generation);
    expect(buttonValue(other)).not.toBe(buttonValue(seen));
  });
});

it('is the same however often and in whatever way the same people ask', () => {
  const again = asker(ada, { via: 'slack', at: NOON + 1, comments: ['5'], pages: [1] });
  const renamed = { ...ada, login: 'ada-l' };
  for (const requester of [again, asker(renamed)]) {
    expect(generationOf({ ...seen, promotion: { ...waiting, requesters: [requester] } })).toBe(
      generation,
    );
  }
  expect(generation).toMatch(/^[0-9a-f]{12}$/);
});

describe('a button', () => {
  it('carries what it is about, and is read as it was written', () => {
    expect(readButtonValue(buttonValue(seen))).toEqual({ promotionId: waiting.id, generation });
  });

  it.each([
    '',
    waiting.id,
    `${waiting.id}:`,
    `:${generation}`,
    `${waiting.id}:${generation}0`,
    `${waiting.id}:${generation.slice(1)}`,
    `${waiting.id}:${'G'.repeat(12)}`,
    `${waiting.id}:more:${generation}`,
    ` ${waiting.id}:${generation}\n`,
    `${'a'.repeat(101)}:${generation}`,
  ])('of ours carries no %j', (value) => {
    expect(readButtonValue(value)).toBeNull();
  });
});
