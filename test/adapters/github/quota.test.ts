// The hour's calls: GitHub's own count goes before ours, and the last of them are kept for decisions.
import { expect, test } from 'vitest';
import { type Ask, createLimiter, type Limiter } from '../../../src/adapters/github/limiter.ts';
import { HostFault } from '../../../src/ports/code-host.ts';
import { testClock } from './host.ts';

const HOUR = 3_600_000;
const READ: Ask = { method: 'GET', url: '/repos/{owner}/{repo}', priority: 0, mutation: false };
const FACTS: Ask = { ...READ, method: 'POST', url: '/graphql' };

type Count = { readonly left: number; readonly limit: number; readonly endsAt: number };

const headers = ({ left, limit, endsAt }: Count, now: number) => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(left),
  'x-ratelimit-reset': String(endsAt / 1_000),
  date: new Date(now).toUTCString(),
});

const begin = () => {
  const clock = testClock();
  const limiter = createLimiter(clock);
  const told = (ask: Ask, count: Count, status = 200) =>
    limiter.run(ask, async () => ({ status, headers: headers(count, clock.now()) }));
  return { clock, limiter, told, endsAt: clock.now() + HOUR };
};

/** 0 where it was sent. */
const waitOf = async (limiter: Limiter, ask: Ask): Promise<number> => {
  try {
    await limiter.run(ask, async () => ({ status: 200, headers: {} }));
    return 0;
  } catch (fault) {
    return fault instanceof HostFault ? (fault.retryAfterMs ?? 0) : 0;
  }
};

test.each([
  [3, 3_125],
  [2, 1_250],
  [1, 625],
  [0, 0],
] as const)(
  'priority %d leaves %d of 12,500 calls to what matters more',
  async (priority, kept) => {
    const { limiter, told, endsAt } = begin();
    await told(READ, { left: kept + 2, limit: 12_500, endsAt });
    const ask = { ...READ, priority };
    expect(await waitOf(limiter, ask)).toBe(0);
    expect(await waitOf(limiter, ask)).toBe(0);
    expect(await waitOf(limiter, ask)).toBe(HOUR);
    if (priority > 0) expect(await waitOf(limiter, READ)).toBe(0);
  },
);

test('a new hour begins when GitHub says so, before it tells of it', async () => {
  const { clock, limiter, told, endsAt } = begin();
  await told(READ, { left: 0, limit: 5_000, endsAt });
  clock.advance(HOUR - 5_000);
  expect(await waitOf(limiter, READ)).toBe(5_000);
  clock.advance(5_000);
  expect(await waitOf(limiter, READ)).toBe(0);
});

test('an answer of an hour that is over changes nothing', async () => {
  const { clock, limiter, told, endsAt } = begin();
  await told(READ, { left: 4_000, limit: 5_000, endsAt });
  clock.advance(HOUR);
  await told(READ, { left: 3_999, limit: 5_000, endsAt: endsAt + HOUR });
  await told(READ, { left: 0, limit: 5_000, endsAt });
  expect(await waitOf(limiter, READ)).toBe(0);
});

test('calls under way are counted before GitHub counts them', async () => {
  const { limiter, told, endsAt } = begin();
  await told(READ, { left: 3, limit: 5_000, endsAt });
  await Promise.all([1, 2, 3].map(() => told(READ, { left: 2, limit: 5_000, endsAt })));
  expect(await waitOf(limiter, READ)).toBe(HOUR);
});

test('without a word of GitHub it is 5,000 calls, in an hour from the first', async () => {
  const { clock, limiter } = begin();
  const waits: number[] = [];
  for (let call = 0; call < 5_001; call += 1) {
    clock.advance(100);
    waits.push(await waitOf(limiter, READ));
  }
  expect(waits.slice(0, 5_000).every((wait) => wait === 0)).toBe(true);
  expect(waits[5_000]).toBe(HOUR - 500_000);
});

test('GraphQL has an hour of its own', async () => {
  const { limiter, told, endsAt } = begin();
  await told(FACTS, { left: 0, limit: 5_000, endsAt });
  expect(await waitOf(limiter, FACTS)).toBe(HOUR);
  expect(await waitOf(limiter, READ)).toBe(0);
});

test('what GitHub tells one without a token is not ours', async () => {
  const { limiter, told, endsAt } = begin();
  await told(READ, { left: 0, limit: 60, endsAt }, 401);
  expect(await waitOf(limiter, READ)).toBe(0);
});
