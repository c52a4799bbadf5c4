/** When GitHub, having refused a call, wants to hear from us again. */
import { type Instant, MINUTE } from '../../core/instant.ts';
import { type Headers, quotaIsEmpty, waitAskedFor } from './fault.ts';

export interface Block {
  waitMs(now: Instant): number;
  learn(
    answer: { readonly status: number; readonly headers: Headers; readonly message: string },
    now: Instant,
  ): void;
}

const LONGEST_BACK_OFF_MS = 15 * MINUTE;

export const createBlock = (): Block => {
  let until: Instant = 0;
  let strikes = 0;
  return {
    waitMs: (now) => Math.max(0, until - now),
    learn: (answer, now) => {
      const asked = waitAskedFor(answer);
      // What was under way at the first refusal tells nothing about the wait that came of it.
      const isOld = now < until;
      if (asked === null) {
        if (answer.status < 400 && !isOld) strikes = 0;
        return;
      }
      if (!isOld) strikes += 1;
      const { headers } = answer;
      const told = headers['retry-after'] !== undefined || quotaIsEmpty(headers);
      // Told no time of its own, GitHub wants each further wait to be longer.
      const wait = told ? asked : Math.min(asked * 2 ** (strikes - 1), LONGEST_BACK_OFF_MS);
      until = Math.max(until, now + wait);
    },
  };
};
