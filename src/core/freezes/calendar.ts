/**
 * When an environment is closed: the windows of its freezes at an instant, and when it opens next. A
 * window is closed at its very start and open at its very end.
 */
import { DAY, type Instant } from '../instant.ts';
import type { Freeze, FreezeTime, Window } from './freeze.ts';
import { occurrences } from './rule.ts';
import { instantOf, type WallTime, wallTime, wallTimeAt } from './wall-time.ts';

/** The windows that are open at an instant, those that end first before the others. */
export type Calendar = (at: Instant) => readonly Window[];

/** Throws on times that no calendar has: a policy with such is refused where it is read. */
export const calendarOf = (freezes: readonly Freeze[]): Calendar => {
  const each = freezes.map(readOnce);
  return (at) =>
    each
      .flatMap((windows) => windows(at))
      .filter(({ from, to }) => from <= at && at < to)
      .sort((a, b) => a.to - b.to || a.from - b.from || (a.freeze < b.freeze ? -1 : 1));
};

/** Windows that follow each other without a gap, at most so many, are walked through for an answer. */
export const MAX_WINDOWS = 100;

export interface NextOpen {
  /** The first instant at which no window holds; null where it is behind so many windows. */
  readonly at: Instant | null;
  /** It is closed at least until then. */
  readonly notBefore: Instant;
}

/** From an instant on. `holds` leaves out windows that are gone through by an exception. */
export const nextOpen = (
  calendar: Calendar,
  from: Instant,
  holds: (window: Window) => boolean = () => true,
): NextOpen => {
  let at = from;
  for (let walked = 0; walked < MAX_WINDOWS; walked += 1) {
    const last = calendar(at).filter(holds).at(-1);
    if (last === undefined) return { at, notBefore: at };
    at = last.to;
  }
  return { at: null, notBefore: at };
};

/** To read a rule takes longer than to ask it, and a policy stays the same for many decisions. */
const read = new WeakMap<Freeze, Calendar>();

const readOnce = (freeze: Freeze): Calendar => {
  const windows = read.get(freeze) ?? windowsOf(freeze);
  read.set(freeze, windows);
  return windows;
};

/** Those of one freeze that may be open at an instant, and perhaps others near it. */
const windowsOf = (freeze: Freeze): Calendar => {
  const { name, reason, timeZone, when } = freeze;
  const between = (start: WallTime, end: WallTime): Window => {
    const from = instantOf(start, timeZone);
    const to = instantOf(end, timeZone);
    // Where the clocks skip the start, the end can come to lie before it.
    return { freeze: name, reason, from, to: to > from ? to : from + (end - start) };
  };
  if (when.kind === 'once') {
    const only = between(readWall(when.from), readWall(when.to));
    return () => [only];
  }
  const starts = startsOf(when, timeZone);
  return (at) =>
    starts(wallTimeAt(at, timeZone)).map((start) => between(start, start + when.durationMs));
};

/** No zone's clocks were ever moved by more than a day. */
const SLACK = 2 * DAY;

const startsOf = (
  { rule, starts, durationMs }: Extract<FreezeTime, { kind: 'recurring' }>,
  timeZone: string,
): ((wall: WallTime) => readonly WallTime[]) => {
  const occurring = occurrences(rule, readWall(starts), timeZone);
  return (wall) => occurring(wall - durationMs - SLACK, wall + SLACK);
};

const readWall = (text: string): WallTime => {
  const wall = wallTime(text);
  if (wall === null) throw new RangeError(`no calendar has the time ${text}`);
  return wall;
};
