/** Which review of a person stands: comments neither count nor void what was said before them. */
import type { Review } from '../facts.ts';

/** Of each person the latest review that says yes, no, or was dismissed; by person, in order of id. */
export const latestReviews = (reviews: readonly Review[]): readonly Review[] => {
  const latest = new Map<number, Review>();
  for (const review of reviews) {
    if (review.state === 'commented' || review.state === 'pending') continue;
    const before = latest.get(review.person.id);
    if (before === undefined || isLater(review, before)) latest.set(review.person.id, review);
  }
  return [...latest.values()].sort((a, b) => a.person.id - b.person.id);
};

const isLater = (a: Review, b: Review): boolean => (a.at === b.at ? a.id > b.id : a.at > b.at);
