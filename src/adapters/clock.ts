/** The system's clock and its randomness: the only place that reads either. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../ports/clock.ts';

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARS = 10;
const RANDOM_CHARS = 16;

export const systemClock: Clock = {
  now: () => Date.now(),
  newId: () => newId(Date.now()),
  sleep: async (ms) => {
    await wait(ms, undefined, { ref: false });
  },
};

/** A ULID: the instant, then chance, so that ids sort by age and cannot be guessed. */
export const newId = (now: number): string => {
  let time = '';
  for (let rest = now, i = 0; i < TIME_CHARS; i += 1, rest = Math.floor(rest / 32)) {
    time = `${CROCKFORD[rest % 32]}${time}`;
  }
  const chance = [...randomBytes(RANDOM_CHARS)].map((byte) => CROCKFORD[byte % 32]).join('');
  return time + chance;
};
