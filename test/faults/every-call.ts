/**
 * Calls of the app fail, each single one of a walk in every way it is known to: the end is the same as
 * without. The calls are counted in a walk that goes well, so new ones are covered. `FAULTS=all` fails each
 * call in each way; without, each way fails every third call, so that each call fails in two ways or three.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { Fault } from '../../src/sandbox/rest/faults.ts';
import type { SlackFault } from '../../src/sandbox/slack/faults.ts';
import type { Story } from '../scenarios/story.ts';
import { type End, play, type Walk } from './walks.ts';

/** Has the calls fail that come after so many; so often it has still to happen. */
type Order = (story: Story, skip: number) => { left(): number };

/** Whose calls fail. */
interface Failing {
  readonly name: string;
  readonly ways: readonly (readonly [name: string, times: number, order: Order])[];
  readonly calls: (story: Story) => number;
}

const way = (name: string, fault: Omit<Fault, 'match' | 'skip'>): Failing['ways'][number] => [
  name,
  fault.times ?? 1,
  ({ sandbox }, skip) => sandbox.fail({ ...fault, skip }),
];

const GITHUB: Failing = {
  name: 'GitHub',
  ways: [
    way('answers 500', { status: 500 }),
    way('answers 502 three times', { status: 502, times: 3 }),
    way('answers 502 after doing it', { status: 502, afterEffect: true }),
    way('answers 403, a secondary limit', { status: 403, retryAfterSeconds: 60 }),
    way('answers 429 without a time', { status: 429 }),
    way('cuts the connection', { status: 'cut' }),
    way('cuts the connection after doing it', { status: 'cut', afterEffect: true }),
    // It takes as long as the app waits for it.
    way('hangs', { status: 'hang' }),
  ],
  calls: ({ sandbox }) => sandbox.calls.length,
};

const slackWay = (name: string, fault: Omit<SlackFault, 'skip'>): Failing['ways'][number] => [
  name,
  fault.times ?? 1,
  ({ sandbox }, skip) => sandbox.slack.fail('*', { ...fault, skip }),
];

const SLACK: Failing = {
  name: 'Slack',
  ways: [
    slackWay('answers 500', { as: 500 }),
    slackWay('answers 502 three times', { as: 502, times: 3 }),
    // What looks for a lost message fails as well.
    slackWay('answers 502 three times after doing it', { as: 502, times: 3, afterEffect: true }),
    slackWay('is in trouble, as it says', { as: { error: 'internal_error' } }),
    [
      'asks to wait',
      1,
      ({ sandbox }, skip) => sandbox.slack.limit('*', { retryAfterSeconds: 90, skip }),
    ],
    slackWay('cuts the connection', { as: 'cut' }),
    slackWay('cuts the connection after doing it', { as: 'cut', afterEffect: true }),
    slackWay('hangs', { as: 'hang' }),
    slackWay('hangs after doing it', { as: 'hang', afterEffect: true }),
  ],
  calls: ({ sandbox }) => sandbox.slack.calls.length,
};

/** Walks with the calls failing from this one on, counted from 0. */
const walkWith = async (
  { begin }: Walk,
  [, times, order]: Failing['ways'][number],
  call: number,
): Promise<{ readonly end: End; readonly hit: boolean }> => {
  const ready = await begin({ env: { GITHUB_TIMEOUT: '1s' } });
  const { story, end } = ready;
  try {
    const ordered = order(story, call);
    await play(ready);
    const hit = ordered.left() < times;
    return { end: await end(), hit };
  } finally {
    await story.close();
  }
};

/** As it goes well, with the number of its calls. */
const walkWell = async (
  { begin }: Walk,
  calls: Failing['calls'],
): Promise<{ readonly end: End; readonly calls: number }> => {
  const ready = await begin();
  const { story, end } = ready;
  try {
    const before = calls(story);
    await play(ready);
    return { calls: calls(story) - before, end: await end() };
  } finally {
    await story.close();
  }
};

/** Each fault has a story of its own. */
const TIME_LIMIT_MS = 600_000;

const STRIDE = process.env.FAULTS === 'all' ? 1 : 3;

const describeCalls = ({ name, ways, calls }: Failing, walk: Walk): void => {
  const turns = ways.map((each, nth) => [each[0], each, nth % STRIDE] as const);
  describe(`${name}, on the way of ${walk.name}`, { timeout: TIME_LIMIT_MS }, () => {
    let well: Awaited<ReturnType<typeof walkWell>>;
    beforeAll(async () => {
      well = await walkWell(walk, calls);
      expect(well.calls).toBeGreaterThan(STRIDE);
    });
    it.each(turns)('%s at any of its calls', async (_name, each, first) => {
      for (let call = first; call < well.calls; call += STRIDE) {
        const { end, hit } = await walkWith(walk, each, call);
        expect({ call, hit, ...end }).toEqual({ call, hit: true, ...well.end });
      }
    });
  });
};

export const describeFaults = (walk: Walk): void => describeCalls(GITHUB, walk);

export const describeSlackFaults = (walk: Walk): void => describeCalls(SLACK, walk);
