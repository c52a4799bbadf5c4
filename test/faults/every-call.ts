/**
 * GitHub fails at each single call of a walk, in every way it is known to: the end is the same as
 * without. The calls are counted in a walk that goes well, so new ones are covered.
 */
import { describe, expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/rest/faults.ts';
import { type End, play, type Walk } from './walks.ts';

const WAYS: readonly (readonly [name: string, fault: Omit<Fault, 'match'>])[] = [
  ['answers 500', { status: 500 }],
  ['answers 502 three times', { status: 502, times: 3 }],
  ['answers 502 after doing it', { status: 502, afterEffect: true }],
  ['answers 403, a secondary limit', { status: 403, retryAfterSeconds: 60 }],
  ['answers 429 without a time', { status: 429 }],
  ['cuts the connection', { status: 'cut' }],
  ['cuts the connection after doing it', { status: 'cut', afterEffect: true }],
  // It takes as long as the app waits for it.
  ['hangs', { status: 'hang' }],
];

/** Walks with the fault at this call, counted from 0. */
const walkWith = async (
  { begin }: Walk,
  skip: number,
  fault: Omit<Fault, 'match'>,
): Promise<{ readonly end: End; readonly hit: boolean }> => {
  const ready = await begin({ env: { GITHUB_TIMEOUT: '1s' } });
  const { story, end } = ready;
  try {
    const ordered = story.sandbox.fail({ ...fault, skip });
    await play(ready);
    const hit = ordered.left() < (fault.times ?? 1);
    return { end: await end(), hit };
  } finally {
    await story.close();
  }
};

/** As it goes well, with the number of its calls. */
const walkWell = async ({
  begin,
}: Walk): Promise<{ readonly end: End; readonly calls: number }> => {
  const ready = await begin();
  const { story, end } = ready;
  try {
    const before = story.sandbox.calls.length;
    await play(ready);
    return { calls: story.sandbox.calls.length - before, end: await end() };
  } finally {
    await story.close();
  }
};

/** Every call is failed in turn, each in a story of its own. */
const TIME_LIMIT_MS = 300_000;

export const describeFaults = (walk: Walk): void => {
  describe(`GitHub, on the way of ${walk.name}`, { timeout: TIME_LIMIT_MS }, () => {
    it.each(WAYS)('%s at any of its calls', async (_name, fault) => {
      const well = await walkWell(walk);
      for (let call = 0; call < well.calls; call += 1) {
        const { end, hit } = await walkWith(walk, call, fault);
        expect({ call, hit, ...end }).toEqual({ call, hit: true, ...well.end });
      }
    });
  });
};
