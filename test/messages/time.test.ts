/** Times as people read them: what is still to come is never told as if it were there. */
import { expect, test } from 'vitest';
import { instantFrom } from '../../src/messages/time.ts';

test.each([
  [30_000, '1970-01-01 00:02 UTC (within a minute)'],
  [0, '1970-01-01 00:01 UTC (now)'],
  [-30_000, '1970-01-01 00:01 UTC (now)'],
  [120_000, '1970-01-01 00:03 UTC (in 2 minutes)'],
  [-60_000, '1970-01-01 00:00 UTC (1 minute ago)'],
])('%d ms from now', (away, said) => {
  const now = 90_000;
  expect(instantFrom(now + away, now)).toBe(said);
});
