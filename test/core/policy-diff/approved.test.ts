/** Who approved what loosens: only who read it, as it came in, and who may approve there. */
import { expect, it } from 'vitest';
import type { Grant, Policy } from '../../../src/core/policy.ts';
import { approvalOf, type FileChange } from '../../../src/core/policy-diff/approved.ts';
import { policyDifferences } from '../../../src/core/policy-diff/policy-diff.ts';
import { termsOf } from '../../../src/core/policy-diff/terms.ts';
import * as sample from '../samples.ts';

const base = sample.environment({ name: 'production' });
const GRACE: Grant = { users: ['grace'], teams: [], permission: null };

const policyOf = (count: number, approve: Grant = base.allow.approve) => {
  const rules = [sample.rule('platform', { count, users: ['grace'] })];
  const environment = {
    ...base,
    approvals: { ...base.approvals, rules },
    allow: { ...base.allow, approve },
  };
  const policy: Policy = { version: 1, people: {}, programs: [], environments: [environment] };
  return { policy, terms: termsOf(policy, environment) };
};

const [two, one] = [policyOf(2), policyOf(1)];

const merged = (versions: readonly (Policy | null)[]): FileChange => ({
  change: {
    kind: 'pull-request',
    pullRequest: sample.pull({ reviews: [sample.review(sample.grace)] }),
  },
  versions,
});

const approver = (versions: readonly (Policy | null)[], was = two, is = one): string | null => {
  const [difference] = policyDifferences(was.terms, is.terms);
  if (difference === undefined) throw new Error('nothing differs');
  const roster = sample.roster({ roles: { [String(sample.grace.id)]: 'write' } });
  const history = { changes: [merged(versions)], roster, at: sample.NOON * 2 };
  const { terms } = was;
  return approvalOf(history, { terms }, is.terms, difference)?.review.person.login ?? null;
};

it('somebody who read what came in approved it', () => {
  expect(approver([one.policy, one.policy])).toBe('grace');
});

it('nobody approved what stood beside a change without being in what they read', () => {
  expect(approver([two.policy, one.policy])).toBeNull();
  expect(approver([null, one.policy])).toBeNull();
});

it('nobody approved who may not approve there, whatever a rule says', () => {
  const others: Grant = { ...GRACE, users: ['linus'] };
  expect(approver([one.policy, one.policy], policyOf(2, GRACE), policyOf(1, GRACE))).toBe('grace');
  const [was, is] = [policyOf(2, others), policyOf(1, others)];
  expect(approver([is.policy, is.policy], was, is)).toBeNull();
});
