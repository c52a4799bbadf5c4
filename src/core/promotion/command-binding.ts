/**
 * Binds a comment to the head its author could see. A comment does not say which commit was on the
 * page, so GitHub's own times are compared: of the comment, and of every head it told us of.
 */
import { type Instant, wholeSecond } from '../instant.ts';
import type { Sha } from '../release.ts';
import { no, ok, type Result } from '../result.ts';

export type Unbound =
  | { readonly code: 'moved_head'; readonly from: Sha; readonly to: Sha }
  /** `head` is the one it has now. */
  | { readonly code: 'head_unsure'; readonly head: Sha };

export interface SeenHead {
  readonly sha: Sha;
  readonly at: Instant;
}

/**
 * The head that was known when the comment was made; `current` is GitHub's head now. GitHub's times
 * are whole seconds: where a head came in the same second as the comment, its author may have seen
 * it or the one before, and then the person is asked instead of guessed for. The same after a gap: when
 * GitHub has a head that nobody told us of.
 */
export const bindHead = (
  heads: readonly SeenHead[],
  commentAt: Instant,
  current: Sha,
): Result<Sha, Unbound> => {
  const unsure = no<Unbound>({ code: 'head_unsure', head: current });
  const second = wholeSecond(commentAt);
  const inOrder = heads.toSorted((a, b) => a.at - b.at);
  const known = inOrder.findLast((head) => wholeSecond(head.at) < second);
  const tied = inOrder.filter((head) => wholeSecond(head.at) === second);
  if (known === undefined || tied.some((head) => head.sha !== known.sha)) return unsure;
  if (known.sha === current) return ok(current);
  const isToldLater = inOrder.some((head) => head.sha === current && wholeSecond(head.at) > second);
  return isToldLater ? no({ code: 'moved_head', from: known.sha, to: current }) : unsure;
};
