/** Which environment a person means, and whether the route ends. */
import { expect, test } from 'vitest';
import { findCycle, resolveEnvironment } from '../../../src/core/environments/route.ts';
import type { Policy } from '../../../src/core/policy.ts';
import { environment } from '../samples.ts';

const named = (name: string, ...aliases: string[]) => environment({ name, aliases });
const policy: Policy = {
  version: 1,
  people: {},
  programs: [],
  environments: [
    named('development', 'dev'),
    named('staging', 'stage', 'qa'),
    named('production', 'prod'),
  ],
};

test.each([
  ['production', 'production'],
  ['PRODUCTION', 'production'],
  ['prod', 'production'],
  ['Stage', 'staging'],
])('%s is %s', (asked, name) => {
  expect(resolveEnvironment(policy, asked)).toMatchObject({ ok: true, value: { name } });
});

test.each([
  ['prdo', 'production'],
  ['productoin', 'production'],
  ['stagign', 'staging'],
  ['elsewhere', null],
  ['x'.repeat(500), null],
])('%s is not known, and %s may be meant', (asked, didYouMean) => {
  expect(resolveEnvironment(policy, asked)).toEqual({
    ok: false,
    problem: {
      code: 'unknown_environment',
      asked,
      didYouMean,
      known: ['development', 'staging', 'production'],
    },
  });
});

test('a name goes before an alias', () => {
  const environments = [named('blue', 'green'), named('green')];
  expect(resolveEnvironment({ ...policy, environments }, 'green')).toMatchObject({
    value: { name: 'green' },
  });
});

test.each([
  ['a line', { a: [], b: ['a'], c: ['b'] }, null],
  ['a diamond', { a: [], b: ['a'], c: ['a'], d: ['b', 'c'] }, null],
  ['an unknown predecessor', { a: ['gone'] }, null],
  ['itself', { a: ['a'] }, ['a', 'a']],
  ['a ring', { a: ['c'], b: ['a'], c: ['b'] }, ['a', 'c', 'b', 'a']],
  ['a ring behind a line', { x: ['a'], a: ['b'], b: ['a'] }, ['a', 'b', 'a']],
])('%s', (_, graph: Record<string, string[]>, cycle) => {
  expect(findCycle(Object.entries(graph).map(([name, after]) => ({ name, after })))).toEqual(cycle);
});
