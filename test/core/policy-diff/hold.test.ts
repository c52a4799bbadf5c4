/** Which former environment a new one is held against, and what then holds in it. */
import { expect, it } from 'vitest';
import type { EnvironmentPolicy, Policy } from '../../../src/core/policy.ts';
import { type Held, holdingsOf } from '../../../src/core/policy-diff/hold.ts';
import * as sample from '../samples.ts';

const environment = (name: string, over: Partial<EnvironmentPolicy> = {}): EnvironmentPolicy =>
  sample.environment({ name, aliases: [], after: [], ...over });

const policy = (...environments: readonly EnvironmentPolicy[]): Policy => ({
  version: 1,
  people: {},
  programs: [],
  environments,
});

const source = (seed: string) => ({ repository: 'acme/shop', path: 'x', sha: sample.sha(seed) });

const settle = (
  seed: string,
  next: Policy,
  held: readonly Held[] = [],
  isApproved = (): boolean => false,
) => holdingsOf({ policy: next, source: source(seed), held, before: sample.sha('0'), isApproved });

const former = (held: readonly Held[], ...next: readonly EnvironmentPolicy[]) =>
  settle('b', policy(...next), held)
    .filter(({ position }) => position !== null)
    .map((each) => `${each.environment} ← ${each.former?.environment ?? 'nothing'}`);

const FIRST = settle('a', policy(environment('staging'), environment('production')));

it('takes the first policy as it is', () => {
  expect(
    FIRST.map(({ environment: name, former: was, settledAt }) => [name, was, settledAt]),
  ).toEqual([
    ['staging', null, null],
    ['production', null, null],
  ]);
});

it('finds an environment that was renamed by its alias, by its place, or as the one that is left', () => {
  const live = environment('live');
  expect(former(FIRST, environment('staging'), live)).toEqual([
    'staging ← staging',
    'live ← production',
  ]);
  expect(former(FIRST, live, environment('staging'))).toEqual([
    'live ← production',
    'staging ← staging',
  ]);
  expect(former(FIRST, environment('qa', { aliases: ['Production'] }), live)).toEqual([
    'qa ← production',
    'live ← staging',
  ]);
  expect(former(FIRST, environment('staging'), environment('production'), live)).toEqual([
    'staging ← staging',
    'production ← production',
    'live ← nothing',
  ]);
});

it('keeps what an environment was while it is gone, however its name is written when it comes back', () => {
  const without = settle('b', policy(environment('staging')), FIRST);
  const back = environment('Production', { allowForks: true });
  expect(former(without, environment('staging'), back)).toEqual([
    'staging ← staging',
    'Production ← production',
  ]);
  const there = settle('c', policy(environment('staging'), back), without);
  const loose = environment('production', { allowForks: true, production: false });
  const [, again] = settle('d', policy(environment('staging'), loose), there);
  expect(again?.waits.map(({ key }) => key)).toEqual(['production', 'allowForks']);
});

it('finds one that is gone by its alias, so that who asks for it by its name gets no less', () => {
  const gone = settle('b', policy(environment('staging')), FIRST);
  const live = environment('live', { aliases: ['Production'] });
  expect(former(gone, environment('staging'), live)).toEqual([
    'staging ← staging',
    'live ← production',
  ]);
  const other = environment('live', { aliases: ['main'] });
  expect(former(gone, environment('staging'), other)).toEqual([
    'staging ← staging',
    'live ← nothing',
  ]);
});

it('names the commits whose text holds', () => {
  const [, loosened] = settle(
    'b',
    policy(environment('staging'), environment('production', { allowForks: true })),
    FIRST,
  );
  expect(loosened).toMatchObject({ sources: [source('a')], settledAt: sample.sha('0') });
  const next = environment('production', { allowForks: true, execute: 'manual' });
  const held = loosened === undefined ? [] : [loosened];
  const both = settle('c', policy(next), held).find(
    ({ environment: name }) => name === 'production',
  );
  expect(both).toMatchObject({ sources: [source('c'), source('a')] });
  expect(both?.terms.environment).toMatchObject({ allowForks: false, execute: 'manual' });
  const [approved] = settle('c', policy(next), held, () => true);
  expect(approved).toMatchObject({ sources: [source('c')], settledAt: null, waits: [] });
});
