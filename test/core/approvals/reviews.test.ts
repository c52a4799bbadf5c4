/** Which review of a person stands, in whatever order GitHub lists them. */
import { expect, test } from 'vitest';
import { latestReviews } from '../../../src/core/approvals/reviews.ts';
import { grace, NOON, review } from '../samples.ts';

test('of two in one second the one with the higher number is the later one', () => {
  const no = review(grace, { id: 1, at: NOON, state: 'changes_requested' });
  const yes = review(grace, { id: 2, at: NOON, state: 'approved' });
  expect(latestReviews([no, yes])).toEqual([yes]);
  expect(latestReviews([yes, no])).toEqual([yes]);
});

test('the time counts before the number', () => {
  const early = review(grace, { id: 2, at: NOON });
  const late = review(grace, { id: 1, at: NOON + 1_000, state: 'dismissed' });
  expect(latestReviews([early, late])).toEqual([late]);
  expect(latestReviews([late, early])).toEqual([late]);
});
