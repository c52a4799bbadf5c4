/**
 * Instants are whole milliseconds since 1970 in UTC, so that they compare, subtract and hash the
 * same everywhere. The core never reads a clock: every instant comes in as an argument.
 */
export type Instant = number;

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The whole second it lies in: what GitHub says of an instant is no finer. */
export const wholeSecond = (at: Instant): Instant => Math.floor(at / SECOND) * SECOND;

/** GitHub's clock and this one may differ by so much. */
const CLOCK_TOLERANCE = MINUTE;

/** Dated later than any clock can be wrong: nobody can say when that was. */
export const isFuture = (at: Instant, now: Instant): boolean => at > now + CLOCK_TOLERANCE;

/** RFC 3339 in UTC, as `2026-11-21T09:12:00.000Z`. */
export const toIso = (at: Instant): string => new Date(at).toISOString();

/** For libraries that take no other. */
export const toDate = (at: Instant): Date => new Date(at);

/** The instant an RFC 3339 text names, or null where it names none. */
export const fromIso = (text: string): Instant | null => {
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
};
