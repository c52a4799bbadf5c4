/** Who has a say in what loosens an environment, and that nobody is let in by what tightens. */
import { describe, expect, it } from 'vitest';
import { emptyFloor } from '../../../src/core/floors/floor.ts';
import type { ApprovalRule, EnvironmentPolicy, Grant } from '../../../src/core/policy.ts';
import { approversOf, sayAfter } from '../../../src/core/policy-diff/approvers.ts';
import * as sample from '../samples.ts';

const platform = sample.rule('platform', { teams: ['platform'] });
const security = sample.rule('security', { teams: ['security'] });
const writers = sample.rule('writers', { permission: 'write' });
const MAINTAIN: Grant = { users: [], teams: [], permission: 'maintain' };

const terms = (
  rules: readonly ApprovalRule[],
  environment: EnvironmentPolicy = sample.environment(),
) => ({
  environment: { ...environment, approvals: { ...environment.approvals, rules } },
  people: {},
  programs: [],
});

const floor = emptyFloor('production');

/** The say there is after rules became others; null for everyone who approves then. */
const sayOf = (
  was: readonly ApprovalRule[],
  is: readonly ApprovalRule[],
  { approved = [], say }: { approved?: readonly string[]; say?: readonly Grant[] } = {},
) => {
  const former = { terms: terms(was), ...(say === undefined ? {} : { say }) };
  return sayAfter(former, terms(is), approved).say ?? null;
};

describe('a say', () => {
  it('have those who approve there', () => {
    expect(approversOf({ terms: terms([platform, security]) })).toEqual([platform, security]);
    expect(approversOf({ terms: terms([]) })).toEqual([sample.environment().allow.approve]);
    expect(approversOf({ terms: terms([], floor) })).toEqual([MAINTAIN]);
    expect(approversOf({ terms: terms([platform, security]), say: [platform] })).toEqual([
      platform,
    ]);
  });

  it('comes to nobody by a rule that is added beside others', () => {
    expect(sayOf([platform], [platform, security])).toEqual([platform]);
    expect(sayOf([platform, security], [platform, security], { say: [platform] })).toEqual([
      platform,
    ]);
  });

  it('comes with a rule that somebody with a say approved', () => {
    const approved = ['rule security'];
    expect(sayOf([platform], [platform, security], { approved })).toBeNull();
    expect(sayOf([platform], [security], { approved: ['rule platform'] })).toBeNull();
    expect(sayOf([platform], [platform, security, writers], { approved })).toEqual([
      platform,
      security,
    ]);
  });

  it('is narrowed by a rule whose people may approve already', () => {
    expect(sayOf([], [platform])).toBeNull();
    expect(sayOf([writers], [writers, platform])).toBeNull();
    const two = sample.rule('two', { count: 2, teams: ['platform'] });
    expect(sayOf([platform], [platform, two])).toBeNull();
  });

  it('in a floor comes to nobody but those who keep its repository', () => {
    const former = { terms: terms([], floor) };
    expect(sayAfter(former, terms([security], floor), [])).toEqual({ say: [MAINTAIN] });
  });
});
