/** A freeze: when an environment is closed, as the policy says it, and whether a change of that opens it. */
import { digestOf } from '../digest.ts';
import type { Instant } from '../instant.ts';

/** What a freeze can hold up: the kinds of a promotion. */
export const FROZEN_VERBS = ['promote', 'rollback'] as const;
type FrozenVerb = (typeof FROZEN_VERBS)[number];

export interface Freeze {
  /** Unique in its environment; an exception names it. */
  readonly name: string;
  readonly reason: string | null;
  /** IANA name: the clock that all its times are read on. */
  readonly timeZone: string;
  readonly verbs: readonly FrozenVerb[];
  readonly when: FreezeTime;
}

/** Local times are text as `2026-12-23T18:00`. */
export type FreezeTime =
  | { readonly kind: 'once'; readonly from: string; readonly to: string }
  | {
      readonly kind: 'recurring';
      /** RFC 5545 3.3.10, as `FREQ=WEEKLY;BYDAY=SA`. */
      readonly rule: string;
      /** From when on it recurs, and at which time of day. */
      readonly starts: string;
      /** On the same clock: a night of 22:00 to 06:00 stays one when summer time begins or ends. */
      readonly durationMs: number;
    };

/** One time that a freeze is closed: from its start on, up to its end and no longer. */
export interface Window {
  readonly freeze: string;
  readonly reason: string | null;
  readonly from: Instant;
  readonly to: Instant;
}

/**
 * Names of the freezes that hold up less than before: gone, shorter, or at other times. Whatever is not
 * plainly the same or longer counts, so that nothing is opened under the name of a mere change.
 */
export const freezesLoosened = (
  before: readonly Freeze[],
  after: readonly Freeze[],
): readonly string[] =>
  before
    .filter((old) => !after.some((now) => now.name === old.name && holdsAsMuch(now, old)))
    .map(({ name }) => name);

const holdsAsMuch = (now: Freeze, old: Freeze): boolean =>
  now.timeZone === old.timeZone &&
  old.verbs.every((verb) => now.verbs.includes(verb)) &&
  lastsAsLong(now.when, old.when);

/** Local times of one form compare as text. */
const lastsAsLong = (now: FreezeTime, old: FreezeTime): boolean => {
  if (now.kind === 'once' && old.kind === 'once') return now.from <= old.from && now.to >= old.to;
  if (now.kind !== 'recurring' || old.kind !== 'recurring') return false;
  const { durationMs, ...when } = now;
  const { durationMs: oldMs, ...oldWhen } = old;
  return durationMs >= oldMs && digestOf(when) === digestOf(oldWhen);
};
