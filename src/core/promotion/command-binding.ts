/**
 * Binds a comment to the head its author could see. A comment does not say which commit was on the
 * page, so GitHub's own times are compared: of the comment, and of every head it told us of.
 */
import type { Instant } from '../instant.ts';
import type { Refusal } from '../reasons.ts';
import type { Sha } from '../release.ts';
import { no, ok, type Result } from '../result.ts';

export interface SeenHead {
  readonly sha: Sha;
  readonly at: Instant;
}

/**
 * The head that was known when the comment was made. GitHub's times are whole seconds: a head of the
 * same second may have been there or not, and then the person is asked instead of guessed for.
 */
export const bindHead = (
  heads: readonly SeenHead[],
  commentAt: Instant,
  current: Sha,
): Result<Sha, Refusal> => {
  const unsure = no<Refusal>({ code: 'head_unsure', head: current });
  const second = Math.floor(commentAt / 1000);
  const of = (head: SeenHead): number => Math.floor(head.at / 1000);
  if (heads.some((head) => of(head) === second && head.sha !== heads[0]?.sha)) return unsure;
  const before = heads.filter((head) => of(head) <= second).sort((a, b) => a.at - b.at);
  const known = before.at(-1);
  if (known === undefined) return unsure;
  if (known.sha === current) return ok(current);
  const moved = heads.some((head) => head.sha === current && of(head) > second);
  return moved ? no({ code: 'moved_head', from: known.sha, to: current }) : unsure;
};
