/** Who saw a pull request and said yes to it without a part in it: what proves that it was not one person's. */
import type { Change, Review } from '../facts.ts';
import { type Instant, isFuture } from '../instant.ts';
import type { Part } from '../policy.ts';
import { type AddressBook, isOneOf } from './identity.ts';
import { isMergedByHand, partsIn } from './parts.ts';
import { latestReviews } from './reviews.ts';

/** What a part in a change is, wherever it excludes. */
export const ALL_PARTS: readonly Part[] = ['requester', 'author', 'committers', 'pushers'];

/**
 * Approvals that stand on the last head of `seen`, by people without a part in any of the changes. None
 * where somebody with a part in them is unknown: then nobody can be shown to have had none. None, too,
 * where only an earlier commit of it ships: that is not what was approved.
 */
export const otherEyes = (
  changes: readonly Change[],
  seen: Change,
  book: AddressBook,
  { ignoresUnknown, at: now }: { readonly ignoresUnknown: boolean; readonly at: Instant },
): readonly Review[] => {
  if (seen.kind === 'commits' || seen.partial || isMergedByHand(seen.pullRequest)) return [];
  const parts = changes.map((change) => partsIn(change, new Set(ALL_PARTS), book));
  const isUnknown =
    parts.some(({ pushesUnknown }) => pushesUnknown) ||
    changes.some((each) => each.kind === 'pull-request' && each.pullRequest.author === null) ||
    (!ignoresUnknown && parts.some(({ unknown }) => unknown.length > 0));
  if (isUnknown) return [];
  const found = parts.flatMap((each) => each.found);
  const { reviews, headSha } = seen.pullRequest;
  return latestReviews(reviews).filter(
    (review) =>
      review.state === 'approved' &&
      !isFuture(review.at, now) &&
      review.sha === headSha &&
      !review.person.machine &&
      !found.some(({ person }) => isOneOf(review, person)),
  );
};
