/** Times as people read them: absolute with zone, and the distance beside. */
import { DAY, HOUR, type Instant, MINUTE, SECOND, toIso } from '../core/instant.ts';

/** `2026-11-24 08:00 UTC`. */
export const instant = (at: Instant): string => `${toIso(at).slice(0, 16).replace('T', ' ')} UTC`;

/** `2026-11-24 08:00 UTC (3 hours ago)`, or `(in 2 days)`; without a now the time alone. */
export const instantFrom = (at: Instant, now: Instant | null): string => {
  if (now === null) return instant(at);
  const away = duration(Math.abs(at - now));
  if (away === null) return `${instant(at)} (${at > now ? 'within a minute' : 'now'})`;
  return `${instant(at)} (${at > now ? `in ${away}` : `${away} ago`})`;
};

/** `3 hours`, `2 days`: to the nearest, as 1 hour and 59 minutes are 2 hours; null for less than a minute. */
export const duration = (ms: number): string | null => {
  if (ms < MINUTE) return null;
  const minutes = Math.round(ms / MINUTE);
  if (minutes < 60) return counted(minutes, 'minute');
  const hours = Math.round(minutes / 60);
  return hours < 24 ? counted(hours, 'hour') : counted(Math.round(hours / 24), 'day');
};

const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? '' : 's'}`;

/** `3 h`, `1 d 4 h`, `12 s`: the two largest units, never more than it is. */
export const span = (ms: number): string => {
  const units = [
    [DAY, 'd'],
    [HOUR, 'h'],
    [MINUTE, 'min'],
    [SECOND, 's'],
  ] as const;
  const first = units.findIndex(([size]) => ms >= size);
  if (first === -1) return '0 s';
  let left = ms;
  const said = units.slice(first, first + 2).flatMap(([size, name]) => {
    const count = Math.floor(left / size);
    left -= count * size;
    return count === 0 ? [] : [`${count} ${name}`];
  });
  return said.join(' ');
};
