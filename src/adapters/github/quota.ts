/**
 * The calls that GitHub gives an installation in an hour. Its own count, which every answer's headers
 * tell, goes before ours: others may use the same installation, and the hour begins when GitHub says.
 */
import { HOUR, type Instant } from '../../core/instant.ts';
import { type Headers, untilReset } from './fault.ts';

export interface Quota {
  /** Milliseconds until one more call fits into the share; 0 when it does. */
  waitMs(now: Instant, share: number): number;
  spend(now: Instant): void;
  learn(headers: Headers, now: Instant): void;
}

interface Span {
  readonly limit: number;
  readonly left: number;
  readonly endsAt: Instant;
  /** When it ends by GitHub's clock, in seconds: its name, later than those of earlier ones. */
  readonly name: number;
}

export const createQuota = (limit: number): Quota => {
  let span: Span = { limit, left: limit, endsAt: 0, name: 0 };
  /** Until GitHub tells of the next hour, it is counted from the first call in it. */
  const current = (now: Instant): Span =>
    now < span.endsAt
      ? span
      : { ...span, left: span.limit, endsAt: now + HOUR, name: span.name + 1 };
  return {
    waitMs: (now, share) => {
      const { limit: most, left, endsAt } = current(now);
      const kept = Math.round(most * (1 - share));
      return left - 1 < kept ? endsAt - now : 0;
    },
    spend: (now) => {
      const before = current(now);
      span = { ...before, left: before.left - 1 };
    },
    learn: (headers, now) => {
      const told = spanIn(headers, span.limit, now);
      if (told === null || told.name < span.name) return;
      // An answer does not count the calls that are still under way; we do.
      const left = told.name === span.name ? Math.min(told.left, span.left) : told.left;
      span = { ...told, left };
    },
  };
};

const spanIn = (headers: Headers, limit: number, now: Instant): Span | null => {
  const left = numberIn(headers['x-ratelimit-remaining']);
  const name = numberIn(headers['x-ratelimit-reset']);
  if (left === null || name === null) return null;
  const most = numberIn(headers['x-ratelimit-limit']) ?? limit;
  return { left, limit: most, name, endsAt: now + untilReset(headers) };
};

const numberIn = (header: string | number | undefined): number | null => {
  const number = Number(header ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
};
