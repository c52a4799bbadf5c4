// GitHub's limits are kept before GitHub has to refuse, and what matters more goes first.
import { expect, test } from 'vitest';
import { type Ask, createLimiter, type Limiter } from '../../../src/adapters/github/limiter.ts';
import { HostFault } from '../../../src/ports/code-host.ts';
import { testClock } from './host.ts';

const READ: Ask = { method: 'GET', url: '/repos/{owner}/{repo}', priority: 0, mutation: false };
const WRITE: Ask = { ...READ, method: 'POST', url: '/repos/{owner}/{repo}/check-runs' };
const COMMENT: Ask = { ...WRITE, url: '/repos/{owner}/{repo}/issues/{n}/comments', priority: 2 };
const FACTS: Ask = { ...READ, method: 'POST', url: '/graphql' };

const fine = async () => ({ status: 200, headers: {} });
const send = (limiter: Limiter, ask: Ask, times = 1): Promise<unknown> =>
  Promise.all(Array.from({ length: times }, () => limiter.run(ask, fine)));
const refusal =
  (status: number, headers: object, message = 'no') =>
  async () => {
    throw Object.assign(new Error(message), { response: { status, headers } });
  };
const waitOf = async (run: Promise<unknown>): Promise<number | null> => {
  const fault: unknown = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return fault instanceof HostFault && fault.kind === 'limited' ? fault.retryAfterMs : null;
};

test('900 points a minute: a read is one, a write five', async () => {
  const clock = testClock();
  const limiter = createLimiter(clock);
  await send(limiter, WRITE, 100);
  await send(limiter, READ, 400);
  expect(await waitOf(send(limiter, READ))).toBe(60_000);
  clock.advance(60_000);
  await send(limiter, READ);
});

test('GraphQL has an allowance of its own, and reads there are no writes', async () => {
  const limiter = createLimiter(testClock());
  await send(limiter, READ, 900);
  await send(limiter, FACTS, 2_000);
  expect(await waitOf(send(limiter, FACTS))).toBe(60_000);
});

test('80 comments a minute and 500 an hour, the last part kept for what matters more', async () => {
  const clock = testClock();
  const limiter = createLimiter(clock);
  await send(limiter, COMMENT, 72);
  expect(await waitOf(send(limiter, COMMENT))).toBe(60_000);
  expect(await waitOf(send(limiter, { ...COMMENT, priority: 3 }))).toBe(60_000);
  await send(limiter, { ...COMMENT, priority: 0 }, 8);
  for (let minute = 1; minute < 7; minute += 1) {
    clock.advance(60_000);
    await send(limiter, COMMENT, minute === 6 ? 10 : 72);
  }
  expect(await waitOf(send(limiter, COMMENT))).toBe(54 * 60_000);
});

test('a decision waits for a moment; everything else is thrown back, and holds nobody up', async () => {
  const clock = testClock();
  const limiter = createLimiter(clock);
  await send(limiter, READ, 900);
  clock.advance(58_000);
  for (const priority of [1, 2, 3] as const) {
    expect(await waitOf(send(limiter, { ...READ, priority }))).toBe(2_000);
  }
  expect(clock.slept).toEqual([]);
  await send(limiter, READ);
  expect(clock.slept).toEqual([2_000]);
});

test('at most 100 at once; a decision overtakes waiting comments', async () => {
  const limiter = createLimiter(testClock());
  const started: string[] = [];
  const open: (() => void)[] = [];
  const hold = (name: string) => () =>
    new Promise<{ status: number; headers: object }>((resolve) => {
      started.push(name);
      open.push(() => resolve({ status: 200, headers: {} }));
    }) as ReturnType<typeof fine>;
  const running = Array.from({ length: 100 }, () => limiter.run(READ, hold('read')));
  running.push(limiter.run({ ...READ, priority: 2 }, hold('answer')));
  running.push(limiter.run({ ...READ, priority: 1 }, hold('check run')));
  running.push(limiter.run({ ...READ, priority: 0 }, hold('decision')));
  running.push(limiter.run({ ...READ, priority: 2 }, hold('second answer')));
  const settle = async () => {
    for (let round = 0; round < 20; round += 1) await Promise.resolve();
  };
  await settle();
  expect(started).toHaveLength(100);
  for (let round = 0; round < 104; round += 1) {
    open.shift()?.();
    await settle();
  }
  await Promise.all(running);
  expect(started.slice(100)).toEqual(['decision', 'check run', 'answer', 'second answer']);
});

test('retry-after is honoured by every later call of the same kind', async () => {
  const clock = testClock();
  const limiter = createLimiter(clock);
  await expect(limiter.run(WRITE, refusal(429, { 'retry-after': '30' }))).rejects.toThrow('no');
  expect(await waitOf(send(limiter, READ))).toBe(30_000);
  await send(limiter, FACTS);
  clock.advance(30_000);
  await send(limiter, READ);
});

test('an empty quota waits for its reset, by the clock of GitHub', async () => {
  const limiter = createLimiter(testClock());
  const headers = {
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '1767226200',
    date: 'Thu, 01 Jan 2026 00:00:00 GMT',
  };
  await limiter.run(READ, async () => ({ status: 200, headers }));
  expect(await waitOf(send(limiter, READ))).toBe(600_000);
});

test('a secondary limit that names no time waits a minute, then longer', async () => {
  const clock = testClock();
  const limiter = createLimiter(clock);
  const secondary = refusal(403, {}, 'You have exceeded a secondary rate limit.');
  await expect(limiter.run(READ, secondary)).rejects.toThrow();
  expect(await waitOf(send(limiter, READ))).toBe(60_000);
  clock.advance(60_000);
  await expect(limiter.run(READ, secondary)).rejects.toThrow();
  expect(await waitOf(send(limiter, READ))).toBe(120_000);
  clock.advance(120_000);
  await send(limiter, READ);
  await expect(limiter.run(READ, secondary)).rejects.toThrow();
  expect(await waitOf(send(limiter, READ))).toBe(60_000);
});

test('a burst that is refused together is one refusal, and the wait grows by one step', async () => {
  const clock = testClock();
  const limiter = createLimiter(clock);
  const secondary = refusal(403, {}, 'You have exceeded a secondary rate limit.');
  const burst = async (): Promise<void> => {
    const sent = [...Array(10).fill(secondary), fine].map((each) => limiter.run(READ, each));
    expect((await Promise.allSettled(sent)).at(-1)?.status).toBe('fulfilled');
  };
  await burst();
  expect(await waitOf(send(limiter, READ))).toBe(60_000);
  clock.advance(60_000);
  await burst();
  expect(await waitOf(send(limiter, READ))).toBe(120_000);
});

test('what waited for a place is not sent after GitHub has asked to wait', async () => {
  const limiter = createLimiter(testClock());
  let refuse: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    refuse = resolve;
  });
  const refused = async () => held.then(refusal(429, { 'retry-after': '30' }));
  const first = Array.from({ length: 100 }, () => limiter.run(READ, refused));
  const late = waitOf(send(limiter, READ));
  refuse();
  await Promise.allSettled(first);
  expect(await late).toBe(30_000);
});

test('a limit that GraphQL tells with 200 stops GraphQL as well', async () => {
  const clock = testClock();
  const limiter = createLimiter(clock);
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes.';
  const told = async () => ({ status: 200, headers: {}, data: { errors: [{ message }] } });
  await limiter.run(FACTS, told);
  expect(await waitOf(send(limiter, FACTS))).toBe(60_000);
  await send(limiter, READ);
  clock.advance(60_000);
  await limiter.run(FACTS, async () => ({
    status: 200,
    headers: {},
    data: { errors: [{ message: 'Could not resolve to a Team' }] },
  }));
  await send(limiter, FACTS);
});

test('a refusal of another kind stops nothing', async () => {
  const limiter = createLimiter(testClock());
  await expect(limiter.run(READ, refusal(403, {}, 'Resource not accessible'))).rejects.toThrow();
  await expect(limiter.run(READ, async () => Promise.reject(new Error('gone')))).rejects.toThrow();
  await send(limiter, READ);
});
