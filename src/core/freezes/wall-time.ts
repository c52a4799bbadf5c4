/**
 * Times as a clock on a wall shows them, and the instants they are somewhere. A wall time is the
 * milliseconds it would have as UTC, so that recurrence rules count in it without a zone. A time the
 * clocks skip or show twice is read as RFC 5545 3.3.5 says: with the offset before the gap, and the first.
 */
import { Temporal } from 'temporal-polyfill';
import type { Instant } from '../instant.ts';

export type WallTime = number;

export const WALL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/;

/** Known by its IANA name. Offsets such as +01:00 are none: they know of no summer time. */
export const isTimeZone = (name: string): boolean => {
  if (/^[+-]/.test(name)) return false;
  try {
    return Number.isFinite(wallTimeAt(0, name));
  } catch {
    return false;
  }
};

/** Null where no calendar has it, as the 30th of February. */
export const wallTime = (text: string): WallTime | null => {
  try {
    return wallOfPlain(Temporal.PlainDateTime.from(text));
  } catch {
    return null;
  }
};

export const wallTimeAt = (at: Instant, zone: string): WallTime =>
  wallOfPlain(
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).toPlainDateTime(),
  );

export const instantOf = (wall: WallTime, zone: string): Instant =>
  plainOf(wall).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds;

/** When the clocks of the zone are changed next; null where they never are again. */
export const nextClockChange = (at: Instant, zone: string): Instant | null =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).getTimeZoneTransition('next')
    ?.epochMilliseconds ?? null;

/** The clocks of the zone jump over it. */
export const isSkipped = (wall: WallTime, zone: string): boolean =>
  wallTimeAt(instantOf(wall, zone), zone) !== wall;

const plainOf = (wall: WallTime): Temporal.PlainDateTime =>
  Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC').toPlainDateTime();

const wallOfPlain = (plain: Temporal.PlainDateTime): WallTime =>
  plain.toZonedDateTime('UTC').epochMilliseconds;
