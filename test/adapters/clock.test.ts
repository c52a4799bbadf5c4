/** The system's clock: ids that sort by age, and a sleep that ends. */
import { expect, test } from 'vitest';
import { newId, systemClock } from '../../src/adapters/clock.ts';

test('names rows so that they sort by age and never meet', () => {
  const ids = [0, 1, 31, 32, 1_795_262_400_000, 2 ** 48 - 1].map((now) => newId(now));
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  expect(new Set(Array.from({ length: 10_000 }, () => newId(7))).size).toBe(10_000);
});

test('writes the instant as a ULID does', () => {
  expect(newId(1_469_918_176_385).slice(0, 10)).toBe('01ARYZ6S41');
});

test('tells the time in whole milliseconds, and sleeps', async () => {
  const before = systemClock.now();
  await systemClock.sleep(1);
  expect(Number.isInteger(systemClock.now())).toBe(true);
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  expect(systemClock.newId()).toHaveLength(26);
});
