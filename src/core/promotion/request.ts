/** What was asked: the part of a promotion that a decision looks at. */
import type { Instant } from '../instant.ts';
import type { AskChannel, Person } from '../person.ts';
import type { Release } from '../release.ts';
import type { RollbackImpact } from './rollback-impact.ts';

export interface Requester {
  readonly person: Person;
  /** A machine that asked on behalf of the person. */
  readonly through: Person | null;
  readonly via: AskChannel;
  /** When they asked first. */
  readonly at: Instant;
  /** They asked for a try before this one, and not for this one. */
  readonly earlier?: true;
  /** Every comment by which they asked, by GitHub's id, the newest first. */
  readonly comments?: readonly string[];
  /** The pages they asked on, by number. */
  readonly pages?: readonly number[];
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
  /** Runs of GitHub Actions with a job that waits for it. */
  readonly runs?: readonly string[];
  /** Every promotion that failed before and is tried again with this one, the newest first. */
  readonly retryOf: readonly string[];
  /** Of a rollback: what it takes away, as it was shown to whoever asked. */
  readonly rollback?: RollbackImpact;
}

/** Whoever asks again has asked since the first time, by each comment and on each page. */
export const askedAgain = (first: Requester, again: Requester): Requester => {
  const { earlier, ...asker } = again;
  return {
    ...asker,
    at: first.at,
    comments: [...(again.comments ?? []), ...(first.comments ?? [])],
    pages: [...new Set([...(again.pages ?? []), ...(first.pages ?? [])])],
    ...(earlier === true && first.earlier === true ? { earlier } : {}),
  };
};

/** Everyone who asked, each once. */
export const withAsker = (
  [first, ...others]: PromotionRequest['requesters'],
  asker: Requester,
): PromotionRequest['requesters'] => {
  const isAsker = ({ person }: Requester): boolean => person.id === asker.person.id;
  const merged = (each: Requester): Requester => (isAsker(each) ? askedAgain(each, asker) : each);
  const isNew = ![first, ...others].some(isAsker);
  return [merged(first), ...others.map(merged), ...(isNew ? [asker] : [])];
};

/** Whether nobody asked for it but a rule of the policy. */
export const isByRule = ({ requesters }: Pick<PromotionRequest, 'requesters'>): boolean =>
  requesters.every(({ via }) => via === 'rule');

/** Whether the person asked for it, by whatever channel. */
export const hasAsked = (
  { requesters }: Pick<PromotionRequest, 'requesters'>,
  person: Person,
): boolean => requesters.some((each) => each.person.id === person.id);

/** Whether the person asked for this very try themselves, beside earlier ones and what a rule asks for. */
export const hasAskedNow = (
  { requesters }: Pick<PromotionRequest, 'requesters'>,
  { id }: Person,
): boolean =>
  requesters.some(
    ({ person, earlier, via }) => person.id === id && earlier !== true && via !== 'rule',
  );

/** Whether somebody asked for it on that page, which need not be its own pull request. */
export const wasAskedOn = (
  { requesters }: Pick<PromotionRequest, 'requesters'>,
  page: number,
): boolean => requesters.some((each) => each.pages?.includes(page));
