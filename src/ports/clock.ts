/** Time and chance, so that stories can be told without waiting. */
import type { Instant } from '../core/instant.ts';

export interface Clock {
  now(): Instant;
  /** Short, sortable, unguessable enough to name a row: 26 characters of Crockford base 32. */
  newId(): string;
  /** Resolves after so many milliseconds; never keeps the process alive by itself. */
  sleep(ms: number): Promise<void>;
}
