// The disk is full, or can only be read, for a while that begins at any step of a promotion: nothing is
// acknowledged that is not kept, and the end is the same as if there had been room.
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { type End, PROMOTION, play } from './walks.ts';
import { watchWrites } from './writes.ts';

let stop: () => void = () => undefined;
afterEach(() => stop());

/** So many writes fail, one after the other. */
const LONG = 12;
/** Every so many steps; `FAULTS=all` takes each. */
const STRIDE = process.env.FAULTS === 'all' ? 1 : 15;
const TIME_LIMIT_MS = 600_000;

const walk = async (fault: Error, from: number): Promise<{ end: End; failed: number }> => {
  const ready = await PROMOTION.begin();
  let writes = 0;
  let failed = 0;
  stop = watchWrites((write) => {
    writes += 1;
    if (writes >= from && failed < LONG) {
      failed += 1;
      throw fault;
    }
    return write();
  });
  try {
    await play(ready);
    return { failed, end: await ready.end() };
  } finally {
    stop();
    await ready.story.close();
  }
};

describe.each([
  ['is full', 'SQLITE_FULL', 'database or disk is full'],
  ['can only be read', 'SQLITE_READONLY', 'attempt to write a readonly database'],
])('a disk that %s', (_name, code, message) => {
  it('for a while, from any step of a promotion on', { timeout: TIME_LIMIT_MS }, async () => {
    const fault = new Database.SqliteError(message, code);
    const well = await walk(fault, Number.POSITIVE_INFINITY);
    let tried = 0;
    for (let from = 1; ; from += STRIDE) {
      const { failed, end } = await walk(fault, from);
      expect({ from, ...end }).toEqual({ from, ...well.end });
      if (failed < LONG) break;
      tried += 1;
    }
    expect(tried).toBeGreaterThan(2);
  });
});

it('what comes while nothing can be kept is not acknowledged', async () => {
  const { story, acts, end } = await PROMOTION.begin();
  const [ask] = acts;
  stop = watchWrites(() => {
    throw new Database.SqliteError('database or disk is full', 'SQLITE_FULL');
  });
  ask?.do();
  await story.sandbox.settled();
  const statuses = story.sandbox.deliveries
    .filter(({ event }) => event === 'issue_comment')
    .map(({ status }) => status);
  expect(new Set(statuses)).toEqual(new Set([503]));
  stop();
  await ask?.until();
  expect((await end()).deployments).toHaveLength(1);
  await story.close();
});
