/** What holds of `soak` whatever was live, in whatever order it came. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../../src/core/decide.ts';
import { HOUR, type Instant } from '../../../src/core/instant.ts';
import type { Stay } from '../../../src/core/release-facts.ts';
import {
  completion,
  gateSetting,
  HEAD,
  HEAD_TREE,
  loaded,
  NOON,
  policy,
  request,
  sha,
} from '../samples.ts';

const NEEDED = 2 * HOUR;
const RUNS = { numRuns: 1_000 };

interface Lived {
  readonly what: 'own' | 'later' | 'other';
  readonly healthy: boolean;
  readonly ago: number;
}

const arbLived: fc.Arbitrary<Lived> = fc.record({
  what: fc.constantFrom('own', 'own', 'later', 'other'),
  healthy: fc.constant(true),
  ago: fc.integer({ min: -10 * HOUR, max: 10 * HOUR }),
});
const arbLine = fc.array(
  fc.oneof(
    arbLived,
    arbLived.map((each): Lived => ({ ...each, healthy: false })),
  ),
  { minLength: 1, maxLength: 8 },
);

const SEEDS = { own: HEAD, later: sha('b'), other: sha('c') };

const stayOf = ({ what, healthy, ago }: Lived): Stay => ({
  environment: 'staging',
  sha: SEEDS[what],
  tree: what === 'own' ? HEAD_TREE : `${SEEDS[what].slice(0, 39)}e`,
  artifacts: [],
  since: NOON - ago,
  healthy,
});

const verdictAt = (line: readonly Lived[], at: Instant) => {
  const setting = gateSetting('soak', { for: '2h' });
  const own = line.filter(({ what }) => what === 'own');
  const facts = {
    history: loaded(
      own.map(({ ago, healthy }) => completion({ at: NOON - ago, rolledBack: !healthy })),
    ),
    stays: loaded(line.map(stayOf)),
    containing: loaded([SEEDS.later]),
  };
  const { verdicts } = decide(policy({ gates: [setting] }), request(), facts, at);
  const found = verdicts.find(({ gate }) => gate === 'soak');
  if (found === undefined) throw new Error('the gate was not asked');
  return found;
};

test('a wait ends by time alone at the very millisecond it says, and not before', () => {
  fc.assert(
    fc.property(arbLine, (line) => {
      const { status, until } = verdictAt(line, NOON);
      if (status !== 'wait') return;
      const end = until ?? Number.NaN;
      expect(end).toBeGreaterThan(NOON);
      // What is dated later than now may have come to be by then, and is looked at then.
      if (line.some(({ ago }) => ago < 0)) return;
      expect(verdictAt(line, end - 1).status).toBe('wait');
      expect(verdictAt(line, end).status).toBe('pass');
    }),
    RUNS,
  );
});

test('passes only when it completed long enough ago, and what is live has it and is well', () => {
  fc.assert(
    fc.property(arbLine, (line) => {
      if (verdictAt(line, NOON).status !== 'pass') return;
      const [newest] = line;
      expect(newest?.healthy).toBe(true);
      expect(newest?.what).not.toBe('other');
      const completed = line.filter(({ what, healthy }) => what === 'own' && healthy);
      expect(Math.max(...completed.map(({ ago }) => ago))).toBeGreaterThanOrEqual(NEEDED);
    }),
    RUNS,
  );
});

test('time from before something without it adds nothing', () => {
  fc.assert(
    fc.property(arbLine, arbLine, (line, before) => {
      const other: Lived = { what: 'other', healthy: true, ago: 9 * HOUR };
      // Its own completions from before still prove that it was there.
      const older = before.filter(({ what }) => what !== 'own');
      const [alone, longer] = [verdictAt(line, NOON), verdictAt([...line, other, ...older], NOON)];
      expect(longer).toEqual(alone);
    }),
    RUNS,
  );
});
