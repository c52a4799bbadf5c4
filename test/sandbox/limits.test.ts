// The limits of the pretended GitHub: the hour that every answer tells of, and the one that comes unannounced.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Opened, open } from './open.ts';

let at: Opened;
beforeEach(async () => {
  at = await open();
});
afterEach(() => at.close());

const read = () => at.call('GET', '/repos/acme/shop/commits/main');
const ask = () => at.graphql('query Cost { rateLimit { cost } }');

test('every answer tells what is left of the hour, REST and GraphQL apart', async () => {
  const left = async (answer: Promise<{ readonly headers: Headers }>) => {
    const { headers } = await answer;
    return ['limit', 'remaining', 'resource'].map((name) => headers.get(`x-ratelimit-${name}`));
  };
  expect(await left(read())).toEqual(['5000', '4999', 'core']);
  expect(await left(read())).toEqual(['5000', '4998', 'core']);
  expect(await left(ask())).toEqual(['5000', '4999', 'graphql']);
});

test('an hour that is used up refuses, each interface in its own way', async () => {
  at.sandbox.useUp(5_000);
  const refused = await read();
  expect(refused.status).toBe(403);
  expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
  expect(await ask()).toMatchObject({ status: 200, body: { errors: [{ type: 'RATE_LIMITED' }] } });
});

test('the secondary limit refuses everything, and tells how long unless it does not', async () => {
  at.sandbox.limit({ status: 429, seconds: 90 });
  for (const answer of [await read(), await ask()]) {
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('90');
  }
  at.sandbox.limit({ status: 403, seconds: 90, untold: true });
  const untold = await read();
  expect([untold.status, untold.headers.get('retry-after')]).toEqual([403, null]);
  at.sandbox.limit({ status: 403, seconds: 0 });
  expect((await read()).status).toBe(200);
});
