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
  /** Everyone who asked for it. */
  readonly requesters: readonly [Requester, ...Requester[]];
  readonly requestedAt: Instant;
  readonly reason: string | null;
  /** Every promotion that failed before and is tried again with this one, the newest first. */
  readonly retryOf: readonly string[];
}
