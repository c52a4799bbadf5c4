/** How long a gate waits for somebody outside: at least half a minute, at most an hour. */
import { z } from 'zod';
import { DURATION, durationMs } from './duration.ts';
import { HOUR, MINUTE, SECOND } from './instant.ts';

const LEAST_MS = 30 * SECOND;
const MOST_MS = 1 * HOUR;
const TIMEOUT_MS = 5 * MINUTE;
const TIME = 'a time from 30s to 1h';

export const gateTimeout = z
  .string(TIME)
  .regex(DURATION, { error: TIME, abort: true })
  .refine((text) => durationMs(text) >= LEAST_MS && durationMs(text) <= MOST_MS, TIME)
  .optional()
  .describe('How long it may take, from 30s to 1h; 5m when left out.');

export const timeoutOf = ({ timeout }: { readonly timeout?: string | undefined }): number =>
  timeout === undefined ? TIMEOUT_MS : durationMs(timeout);
