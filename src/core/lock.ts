/**
 * A lock: a person holds an environment. Made on an open pull request it is for that pull request and
 * ends with it; made anywhere else it is for what its owner asks for.
 */
import type { Instant } from './instant.ts';
import type { Person } from './person.ts';
import { hasAskedNow, type PromotionRequest } from './promotion/request.ts';

export interface Lock {
  readonly environment: string;
  readonly owner: Person;
  /** The pull request whose promotions pass; null lets pass what the owner asked for. */
  readonly pullNumber: number | null;
  readonly reason: string;
  readonly since: Instant;
  /** Null holds until somebody unlocks. */
  readonly expiresAt: Instant | null;
}

export const hasExpired = ({ expiresAt }: Pick<Lock, 'expiresAt'>, at: Instant): boolean =>
  expiresAt !== null && at >= expiresAt;

/** Whether the lock is for this promotion. */
export const isFor = (
  { owner, pullNumber }: Lock,
  promotion: Pick<PromotionRequest, 'pullNumber' | 'requesters'>,
): boolean =>
  pullNumber === null ? hasAskedNow(promotion, owner) : promotion.pullNumber === pullNumber;
