/** Points spent within a sliding span of time: what GitHub gives in a minute or an hour. */
import type { Instant } from '../../core/instant.ts';

export interface Meter {
  /** Milliseconds until so many points fit into the share; 0 when they do. */
  waitMs(now: Instant, points: number, share: number): number;
  spend(now: Instant, points: number): void;
}

export const createMeter = (limit: number, spanMs: number): Meter => {
  let spent: { readonly at: Instant; readonly points: number }[] = [];
  return {
    waitMs: (now, points, share) => {
      spent = spent.filter((each) => each.at > now - spanMs);
      let over = spent.reduce((sum, each) => sum + each.points, points) - limit * share;
      if (over <= 0) return 0;
      for (const each of spent) {
        over -= each.points;
        if (over <= 0) return each.at + spanMs - now;
      }
      return spanMs;
    },
    spend: (now, points) => {
      spent.push({ at: now, points });
    },
  };
};
