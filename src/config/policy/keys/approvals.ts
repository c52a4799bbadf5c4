/** `approvals:` and its rules. */
import { z } from 'zod';
import { CHANNELS } from '../../../core/person.ts';
import type { ApprovalPolicy, ApprovalRule } from '../../../core/policy.ts';
import { buildPeople, grantShape, loginOf, name, slugOf } from './plain.ts';

const rule = z.strictObject({
  name: name.optional().describe('Shown to people; must be unique in the environment.'),
  count: z.int().min(1).max(20).optional().describe('How many people; 1 when left out.'),
  ...grantShape,
});

export const approvalsShape = {
  rules: z.array(rule).max(20).optional().describe('All must be met; each counts on its own.'),
  distinct_people: z
    .int()
    .min(1)
    .max(50)
    .optional()
    .describe('So many different people over all rules.'),
  via: z.array(z.enum(CHANNELS)).min(1).optional().describe('The ways of voting that count.'),
  after_request: z.boolean().optional().describe('Counts only votes cast after the request.'),
};

export const approvalsKey = z
  .strictObject(approvalsShape)
  .optional()
  .describe('Who has to say yes.');

export type ApprovalsText = z.infer<typeof approvalsKey>;
export type RuleText = z.infer<typeof rule>;

export const buildApprovals = (text: ApprovalsText): ApprovalPolicy => ({
  rules: (text?.rules ?? []).map(buildRule),
  distinctPeople: text?.distinct_people ?? null,
  via: text?.via ?? null,
  afterRequest: text?.after_request ?? false,
});

export const floorApprovalsKey = z.strictObject({ rules: approvalsShape.rules }).optional().meta({
  title: '`rules` as below',
  description: 'Rules that are added to those of the repository.',
});

const buildRule = (text: RuleText, index: number): ApprovalRule => ({
  name: ruleName(text, index),
  count: text.count ?? 1,
  ...buildPeople(text),
});

/** An unnamed rule is called by whom it asks. */
export const ruleName = (text: RuleText, index: number): string => {
  if (text.name !== undefined) return text.name;
  const first = text.teams?.[0];
  if (first !== undefined) return slugOf(first);
  const user = text.users?.[0];
  return user === undefined ? (text.permission ?? `rule-${index + 1}`) : loginOf(user);
};
