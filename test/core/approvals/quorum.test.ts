/** Whether the votes that count are enough. */
import { expect, test } from 'vitest';
import type { Approval } from '../../../src/core/approvals/approval.ts';
import { quorumOf } from '../../../src/core/approvals/quorum.ts';
import type { Person } from '../../../src/core/person.ts';
import { ada, environment, grace, linus, NOON, rule } from '../samples.ts';

const policy = (counts: Record<string, number>, distinctPeople: number | null = null) => ({
  ...environment().approvals,
  rules: Object.entries(counts).map(([name, count]) => rule(name, { count })),
  distinctPeople,
});
const approval = (person: Person, ...rules: string[]): Approval => ({
  voteId: `V${person.id}`,
  person,
  via: 'review',
  at: NOON,
  rules,
});

test.each([
  ['no rules', {}, null, [], true, 0],
  ['one of one', { a: 1 }, null, [approval(ada, 'a')], true, 0],
  ['one of two', { a: 2 }, null, [approval(ada, 'a')], false, 0],
  ['one vote for two rules', { a: 1, b: 1 }, null, [approval(ada, 'a', 'b')], true, 0],
  [
    'one vote for two rules, two people asked',
    { a: 1, b: 1 },
    2,
    [approval(ada, 'a', 'b')],
    false,
    1,
  ],
  [
    'two people, one of them in both',
    { a: 1, b: 1 },
    2,
    [approval(ada, 'a', 'b'), approval(grace, 'a')],
    true,
    0,
  ],
  [
    'enough people, a rule short',
    { a: 1, b: 1 },
    2,
    [approval(ada, 'a'), approval(grace, 'a')],
    false,
    0,
  ],
  ['more people than rules', { a: 1 }, 3, [approval(ada, 'a'), approval(linus, 'a')], false, 1],
  ['people asked and no rule', {}, 1, [], false, 1],
])('%s', (_, counts, distinct, approvals, met, peopleMissing) => {
  expect(quorumOf(policy(counts, distinct), approvals)).toMatchObject({ met, peopleMissing });
});
