/** What floors add to an environment, and in what it asks for less than they do. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { emptyFloor, isFloorFor, onFloors, undercutsOf } from '../../../src/core/floors/floor.ts';
import type { EnvironmentPolicy, Floor, Policy } from '../../../src/core/policy.ts';
import { arbPolicy } from '../arbitraries.ts';
import * as sample from '../samples.ts';

const floor = (over: Partial<EnvironmentPolicy>, selector = '*'): Floor => ({
  selector,
  environment: { ...emptyFloor(selector), ...over },
  places: {},
});

const environment = (over: Partial<EnvironmentPolicy> = {}): EnvironmentPolicy =>
  sample.environment({ name: 'production', ...over });

const policy = (one: EnvironmentPolicy): Policy => ({
  version: 1,
  people: {},
  programs: [],
  environments: [one],
});

const below = (one: EnvironmentPolicy, ...floors: readonly Floor[]): readonly string[] =>
  undercutsOf(policy(one), one, floors).map(({ difference: { key, part } }) =>
    part === null ? key : `${key} ${part}`,
  );

const rule = sample.rule('sre', { count: 2, teams: ['sre'] });
const write = sample.environment().allow.promote;

describe('a floor', () => {
  it.each([
    ['production', true],
    ['Production', true],
    ['prod*', true],
    ['prod', false],
    ['production: true', true],
  ])('for %s is for production: %s', (selector, is) => {
    expect(isFloorFor(selector, { name: 'production', production: true })).toBe(is);
  });

  it('is for what is production, whatever its name', () => {
    expect(isFloorFor('production: true', { name: 'production', production: false })).toBe(false);
  });

  it('that asks for nothing is kept by every environment, and changes none', () => {
    fc.assert(
      fc.property(arbPolicy, ({ environment: one }) => {
        expect(below(one, floor({}))).toEqual([]);
        expect(onFloors(one, [floor({})])).toEqual(one);
      }),
    );
  });

  it('that asks for what an environment says is kept by it', () => {
    fc.assert(
      fc.property(arbPolicy, ({ environment: one }) => {
        expect(below(one, floor({ ...one, approvals: emptyFloor('*').approvals }))).toEqual([]);
      }),
    );
  });

  it('of the same name adds its rule beside one that asks for less', () => {
    const less = environment({
      approvals: { ...environment().approvals, rules: [{ ...rule, count: 1 }] },
    });
    const asks = floor({ approvals: { ...less.approvals, rules: [rule] } });
    const names = (one: EnvironmentPolicy) => one.approvals.rules.map(({ name }) => name);
    expect(names(onFloors(less, [asks]))).toEqual(['sre', 'sre (organisation)']);
    const others = sample.rule('others', { count: 2, teams: ['others'] });
    const elsewhere = environment({ approvals: { ...less.approvals, rules: [others] } });
    expect(names(onFloors(elsewhere, [asks]))).toEqual(['others', 'sre']);
    const same = environment({ approvals: { ...less.approvals, rules: [rule] } });
    expect(names(onFloors(same, [asks, asks]))).toEqual(['sre']);
  });

  it('that alone asks people lets nobody approve their own work', () => {
    const level = { level: 'off', reviewedChanges: 'exempt', promoteByOthers: false } as const;
    const none = environment({
      separationOfDuties: level,
      approvals: { ...environment().approvals, rules: [] },
    });
    const asks = floor({ approvals: { ...none.approvals, rules: [rule] } });
    expect(onFloors(none, [asks]).separationOfDuties.level).toBe('change');
    expect(onFloors(none, [floor({})]).separationOfDuties.level).toBe('off');
  });
});

describe('below a floor is', () => {
  const gates = [sample.gateSetting('soak', { for: '1h' })];
  it.each<[string, Partial<EnvironmentPolicy>, Partial<EnvironmentPolicy>, readonly string[]]>([
    ['a longer wait', { expireAfterMs: 5 }, { expireAfterMs: 6 }, ['expireAfterMs']],
    ['a shorter wait: no', { expireAfterMs: 5 }, { expireAfterMs: 4 }, []],
    ['a gate that is missing', { gates }, { gates: [] }, ['gates soak']],
    [
      'a shorter soak',
      { gates },
      { gates: [sample.gateSetting('soak', { for: '30m' })] },
      ['gates soak'],
    ],
    ['a longer soak: no', { gates }, { gates: [sample.gateSetting('soak', { for: '2h' })] }, []],
    [
      'a soak elsewhere than before the environment',
      { gates },
      { after: ['staging'], gates: [sample.gateSetting('soak', { for: '1h', in: ['qa'] })] },
      ['gates soak'],
    ],
    [
      'a soak that names the environment before: no',
      { gates },
      { after: ['staging'], gates: [sample.gateSetting('soak', { for: '1h', in: ['staging'] })] },
      [],
    ],
    [
      'a soak in more environments: no',
      { gates: [sample.gateSetting('soak', { for: '1h', in: ['qa'] })] },
      { gates: [sample.gateSetting('soak', { for: '1h', in: ['staging', 'qa'] })] },
      [],
    ],
    [
      'a gate that only warns',
      { gates },
      { gates: gates.map((each) => ({ ...each, onFailure: 'warn' as const })) },
      ['gates soak'],
    ],
    [
      'a gate with any options where none are asked for: no',
      { gates: [sample.gateSetting('soak', null)] },
      { gates },
      [],
    ],
    [
      'one more who is trusted',
      { trustDeploymentsBy: [] },
      { trustDeploymentsBy: ['x'] },
      ['trustDeploymentsBy x'],
    ],
    ['a fork', { allowForks: false }, { allowForks: true }, ['allowForks']],
    [
      'a wider circle',
      { allow: { ...emptyFloor('*').allow, promote: { ...write, permission: 'admin' } } },
      {},
      ['allow promote'],
    ],
  ])('%s', (_what, asks, says, expected) => {
    expect(below(environment(says), floor(asks))).toEqual(expected);
  });
});
