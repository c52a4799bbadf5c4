/** Times as people write them: `30m`, `2h`, `1d12h`. */
import { DAY, HOUR, MINUTE, SECOND } from './instant.ts';

/** The whole text is one, and nothing else. */
export const DURATION = /^(?:\d+[dhms])+$/;

/** Milliseconds of `1h30m`. */
export const durationMs = (text: string): number => {
  const units: Readonly<Record<string, number>> = { d: DAY, h: HOUR, m: MINUTE, s: SECOND };
  let total = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)([dhms])/g)) {
    total += Number(count) * (units[unit ?? ''] ?? 0);
  }
  return total;
};
