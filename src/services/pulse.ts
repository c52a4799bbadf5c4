/** Whether the worker gets on: one that hangs looks, from outside, like one that has nothing to do. */
import type { Clock } from '../ports/clock.ts';

export interface Pulse {
  /** It got something done. */
  beat(): void;
  /** Throws where that was too long ago. */
  check(): void;
}

export const createPulse = (clock: Clock, longestMs: number): Pulse => {
  let last = clock.now();
  return {
    beat: () => {
      last = clock.now();
    },
    check: () => {
      const silentMs = clock.now() - last;
      if (silentMs > longestMs) throw new Error(`The worker has done nothing for ${silentMs} ms.`);
    },
  };
};
