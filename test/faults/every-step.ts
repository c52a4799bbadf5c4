/**
 * The process is killed at each single step of a walk that reaches the disk, and started again on the
 * same database: the end is the same as without. `FAULTS=all` kills it on both sides of every step, which
 * takes ten minutes; without, on one side of some of them.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { doKilled, type Side } from './kill.ts';
import { type End, play, type Walk } from './walks.ts';

const ALL = process.env.FAULTS === 'all';
const TIME_LIMIT_MS = 3_600_000;
/** More than these in one act would mean that the counting is wrong. */
const MOST_STEPS = 500;

/** Odd, so that the sides alternate. */
const STRIDE = 15;

const sidesOf = (at: number): readonly Side[] =>
  ALL ? ['before', 'after'] : at % 2 === 0 ? ['before'] : ['after'];

const walkWell = async ({ begin }: Walk): Promise<End> => {
  const ready = await begin();
  try {
    await play(ready);
    return await ready.end();
  } finally {
    await ready.story.close();
  }
};

const walkKilled = async (
  { begin }: Walk,
  nth: number,
  step: { readonly at: number; readonly side: Side },
): Promise<{ readonly end: End; readonly wasKilled: boolean }> => {
  const ready = await begin();
  try {
    let wasKilled = false;
    for (const [index, act] of ready.acts.entries()) {
      if (index === nth) wasKilled = await doKilled(ready, act, step);
      else await play({ acts: [act] });
    }
    return { wasKilled, end: await ready.end() };
  } finally {
    await ready.story.close();
  }
};

/** Whether there was such a step to be killed at; the end is the same. */
const isKilledWell = async (walk: Walk, nth: number, at: number, well: End): Promise<boolean> => {
  let isReached = true;
  // One after the other: Octokit gives two apps in one process each other's tokens.
  for (const side of sidesOf(at)) {
    const { end, wasKilled } = await walkKilled(walk, nth, { at, side });
    expect({ at, side, ...end }).toEqual({ at, side, ...well });
    isReached &&= wasKilled;
  }
  return isReached;
};

/** Without `FAULTS=all` at one step of so many. */
export const describeKills = (walk: Walk, acts: readonly string[], stride = STRIDE): void => {
  describe(`killed on the way of ${walk.name}`, { timeout: TIME_LIMIT_MS }, () => {
    let well: End;
    beforeAll(async () => {
      well = await walkWell(walk);
    });
    it.each(acts.map((name, nth) => [name, nth] as const))('at any step of %s', async (_, nth) => {
      let killed = 0;
      for (let at = 1 + nth; at <= MOST_STEPS; at += ALL ? 1 : stride) {
        if (!(await isKilledWell(walk, nth, at, well))) break;
        killed = at;
      }
      // Whoever counts none has not killed anybody.
      expect(killed).toBeGreaterThan(10);
      expect(killed).toBeLessThan(MOST_STEPS);
    });
  });
};
