/** The hours in which a person wants to be left alone, on the clock of where they are. */
import { instantOf, wallTimeAt } from './freezes/wall-time.ts';
import { DAY, type Instant, MINUTE } from './instant.ts';

export interface QuietHours {
  /** Minutes after midnight; `to` before `from` is on the next day. */
  readonly fromMinutes: number;
  readonly toMinutes: number;
  /** IANA name. */
  readonly timeZone: string;
}

/** When it ends; null where it is not quiet now. A window from and to the same minute is none. */
export const quietUntil = (at: Instant, quiet: QuietHours): Instant | null => {
  const { fromMinutes, toMinutes, timeZone } = quiet;
  const wall = wallTimeAt(at, timeZone);
  const midnight = Math.floor(wall / DAY) * DAY;
  const [from, to] = [midnight + fromMinutes * MINUTE, midnight + toMinutes * MINUTE];
  const ends = (end: number): Instant => instantOf(end, timeZone);
  if (from <= to) return from <= wall && wall < to ? ends(to) : null;
  if (wall < to) return ends(to);
  return wall >= from ? ends(to + DAY) : null;
};

/** `20:00-08:00`; null for anything else. */
export const readHours = (text: string): Pick<QuietHours, 'fromMinutes' | 'toMinutes'> | null => {
  const [, fromHour, fromMinute, toHour, toMinute] =
    /^([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (fromHour === undefined || toHour === undefined) return null;
  return {
    fromMinutes: Number(fromHour) * 60 + Number(fromMinute),
    toMinutes: Number(toHour) * 60 + Number(toMinute),
  };
};

/** `20:00 to 08:00`. */
export const hoursText = ({
  fromMinutes,
  toMinutes,
}: Pick<QuietHours, 'fromMinutes' | 'toMinutes'>): string =>
  `${clockText(fromMinutes)} to ${clockText(toMinutes)}`;

const clockText = (minutes: number): string =>
  `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
