/** Whether the votes that count are enough: every rule has its number, of different people. */
import type { ApprovalPolicy, ApprovalRule, Grant } from '../policy.ts';
import type { Approval } from './approval.ts';

export interface RuleCount {
  readonly name: string;
  readonly needed: number;
  readonly counted: readonly Approval[];
  readonly eligible: Grant;
}

export interface Quorum {
  readonly met: boolean;
  readonly rules: readonly RuleCount[];
  /** Different people needed over all rules and not there yet; 0 where the policy asks for none. */
  readonly peopleMissing: number;
}

/** One vote may fill several rules; a person counts once for each. */
export const quorumOf = (policy: ApprovalPolicy, approvals: readonly Approval[]): Quorum => {
  const rules = policy.rules.map((rule) => countOf(rule, approvals));
  const people = new Set(approvals.map((approval) => approval.person.id)).size;
  const peopleMissing = Math.max(0, (policy.distinctPeople ?? 0) - people);
  const met = peopleMissing === 0 && rules.every((rule) => rule.counted.length >= rule.needed);
  return { met, rules, peopleMissing };
};

const countOf = (rule: ApprovalRule, approvals: readonly Approval[]): RuleCount => ({
  name: rule.name,
  needed: rule.count,
  counted: approvals.filter((approval) => approval.rules.includes(rule.name)),
  eligible: { users: rule.users, teams: rule.teams, permission: rule.permission },
});
