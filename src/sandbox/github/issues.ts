/** Issues that are no pull requests; both share numbers and comments. */
import type { Account } from './accounts.ts';
import type { Issue, Pull } from './records.ts';
import { notFound } from './refusal.ts';
import { needs, nextNumber, type State } from './state.ts';

export const openIssue = (
  state: State,
  who: Account,
  ask: { readonly title: string; readonly body?: string | undefined },
): Issue => {
  needs(state, who, 'read');
  const now = state.clock.now();
  const issue: Issue = {
    number: nextNumber(state),
    id: state.nextId(),
    title: ask.title,
    body: ask.body ?? '',
    author: who,
    createdAt: now,
    updatedAt: now,
  };
  state.issues.set(issue.number, issue);
  return issue;
};

export const issueOf = (state: State, number: number): Issue => {
  const found = state.issues.get(number);
  if (found === undefined) throw notFound();
  return found;
};

/** What a number stands for, where both can be commented on. */
export const subjectOf = (state: State, number: number): Issue | Pull =>
  state.pulls.get(number) ?? issueOf(state, number);
