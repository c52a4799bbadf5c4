/** Time limits among the settings. */
import { DURATION, durationMs } from '../core/duration.ts';
import { MINUTE, SECOND } from '../core/instant.ts';
import type { Report } from './key-settings.ts';

/** GitHub itself gives up after ten seconds mostly. */
const LONGEST_TIMEOUT_MS = 2 * MINUTE;

export const readTimeout = (name: string, value: string, report: Report): number => {
  const ms = DURATION.test(value) ? durationMs(value) : 0;
  if (ms < SECOND || ms > LONGEST_TIMEOUT_MS) {
    report(name, `${name} is "${value}"; it must be a time from 1s to 2m.`);
  }
  return ms;
};
