/** The hours in which a person wants to be left alone, on the clock of where they are. */
import { nextClockChange, type WallTime, wallTimeAt } from './freezes/wall-time.ts';
import { DAY, type Instant, MINUTE } from './instant.ts';

export interface QuietHours {
  /** Minutes after midnight; `to` before `from` is on the next day. */
  readonly fromMinutes: number;
  readonly toMinutes: number;
  /** IANA name. */
  readonly timeZone: string;
}

/** The next instant at which it is not quiet; null where it is not now. A window from and to the same minute is none. */
export const quietUntil = (at: Instant, quiet: QuietHours): Instant | null => {
  const left = quietFor(wallTimeAt(at, quiet.timeZone), quiet);
  if (left === null) return null;
  const change = nextClockChange(at, quiet.timeZone);
  if (change === null || change > at + left) return at + left;
  // The clocks jump into another hour before it ends, or as it does: that hour is looked at anew.
  return quietUntil(change, quiet) ?? change;
};

/** On a clock that nobody changes. */
const quietFor = (wall: WallTime, { fromMinutes, toMinutes }: QuietHours): number | null => {
  const since = wall - Math.floor(wall / DAY) * DAY;
  const [from, to] = [fromMinutes * MINUTE, toMinutes * MINUTE];
  if (from <= to) return from <= since && since < to ? to - since : null;
  if (since < to) return to - since;
  return since >= from ? to + DAY - since : null;
};

/** `20:00-08:00`; null for anything else, and from and to the same minute, which could be all day or never. */
export const readHours = (text: string): Pick<QuietHours, 'fromMinutes' | 'toMinutes'> | null => {
  const [, fromHour, fromMinute, toHour, toMinute] =
    /^([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (fromHour === undefined || toHour === undefined) return null;
  const fromMinutes = Number(fromHour) * 60 + Number(fromMinute);
  const toMinutes = Number(toHour) * 60 + Number(toMinute);
  return fromMinutes === toMinutes ? null : { fromMinutes, toMinutes };
};

/** `20:00 to 08:00`. */
export const hoursText = ({
  fromMinutes,
  toMinutes,
}: Pick<QuietHours, 'fromMinutes' | 'toMinutes'>): string =>
  `${clockText(fromMinutes)} to ${clockText(toMinutes)}`;

const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
