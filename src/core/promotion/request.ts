/** What was asked: the part of a promotion that a decision looks at. */
import type { Instant } from '../instant.ts';
import type { Channel, Person } from '../person.ts';
import type { Release } from '../release.ts';

export interface Requester {
  readonly person: Person;
  /** A machine that asked on behalf of the person. */
  readonly through: Person | null;
  readonly via: Channel;
  readonly at: Instant;
  /** The comment that asked, by GitHub's id. */
  readonly comment?: string;
  /** The page they asked on, by its number. */
  readonly page?: number;
  /** Those by which the person asked before, where it is tried again, and the pages they are on. */
  readonly earlierComments?: readonly string[];
  readonly earlierPages?: readonly number[];
}

export interface PromotionRequest {
  readonly id: string;
  readonly kind: 'promote' | 'rollback';
  readonly environment: string;
  readonly release: Release;
  /** The pull request whose head or merge commit it is; null for a commit of no pull request. */
  readonly pullNumber: number | null;
  /** `head` follows the pull request (a push supersedes it); `sha` was named and stays. */
  readonly askedAs: 'head' | 'sha';
  /** Everyone who asked for it, each once. */
  readonly requesters: readonly [Requester, ...Requester[]];
  readonly requestedAt: Instant;
  readonly reason: string | null;
  /** Every promotion that failed before and is tried again with this one, the newest first. */
  readonly retryOf: readonly string[];
}

/** Every comment by which the person asked, the newest first. */
export const commentsOf = ({ comment, earlierComments = [] }: Requester): readonly string[] =>
  comment === undefined ? earlierComments : [comment, ...earlierComments];

/** Every page on which the person asked. */
export const pagesOf = ({ page, earlierPages = [] }: Requester): readonly number[] =>
  page === undefined ? earlierPages : [...new Set([page, ...earlierPages])];

/** Whether the person asked for it, by whatever channel. */
export const hasAsked = (
  { requesters }: Pick<PromotionRequest, 'requesters'>,
  person: Person,
): boolean => requesters.some((each) => each.person.id === person.id);

/** Whether somebody asked for it on that page, which need not be its own pull request. */
export const wasAskedOn = (
  { requesters }: Pick<PromotionRequest, 'requesters'>,
  page: number,
): boolean => requesters.some((each) => pagesOf(each).includes(page));
