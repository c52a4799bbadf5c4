import { expect, test } from 'vitest';
import { decide, needsOf } from '../../../src/core/decide.ts';
import { gates } from '../../../src/core/gates/registry.ts';
import { holdsCorpus } from '../corpus.ts';
import { environment, facts, NOON, policy, request, weekend } from '../samples.ts';

holdsCorpus('freeze');

test('is asked where the environment has freezes, and nowhere else', () => {
  expect(gates.freeze.byDefault({ production: true, after: [] })).toBeNull();
  expect(needsOf(environment())).not.toContain('exceptions');
  expect(needsOf(environment({ freezes: [weekend()] }))).toContain('exceptions');
});

test('wakes when it ends, and not when only it would be asked again', () => {
  const decision = decide(policy({ freezes: [weekend()] }), request(), facts(), NOON);
  const [verdict] = decision.verdicts;
  expect(verdict).toMatchObject({ gate: 'freeze', status: 'wait' });
  expect(new Date(verdict?.until ?? 0).toISOString()).toBe('2026-11-22T23:00:00.000Z');
});

test('is part of what votes are bound to', () => {
  const [twoDays, longer] = [weekend(), weekend({ timeZone: 'Europe/London' })];
  const digests = [{}, { freezes: [twoDays] }, { freezes: [longer] }].map(
    (over) => policy(over).digest,
  );
  expect(new Set(digests).size).toBe(3);
});
