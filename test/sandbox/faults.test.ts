// Trouble on request: calls that fail, answers that are lost, webhooks that come late, twice or never.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Opened, open } from './open.ts';

const REPO = '/repos/acme/shop';
let at: Opened;
beforeEach(async () => {
  at = await open();
});
afterEach(() => at.close());

const deploy = () =>
  at.call('POST', `${REPO}/deployments`, { ref: 'main', auto_merge: false, required_contexts: [] });
const statuses = async (times: number) => {
  const seen: number[] = [];
  for (let i = 0; i < times; i += 1) seen.push((await deploy()).status);
  return seen;
};

describe('a call that fails', () => {
  test('does so as often as asked for, has no effect, and counts as a call', async () => {
    at.sandbox.fail({ match: `POST ${REPO}/deployments`, times: 2, status: 502 });
    expect(await statuses(3)).toEqual([502, 502, 201]);
    expect(at.sandbox.read.deployments()).toHaveLength(1);
    const route = '/repos/{owner}/{repo}/deployments';
    expect(at.sandbox.calls.filter((call) => call.route === route)).toMatchObject([
      { method: 'POST', status: 502 },
      { method: 'POST', status: 502 },
      { method: 'POST', status: 201 },
    ]);
  });

  test('is found by its route as well, once unless told otherwise, and others go on', async () => {
    at.sandbox.fail({ match: 'GET /repos/{owner}/{repo}/commits/{ref}', status: 500 });
    const read = async () => (await at.call('GET', `${REPO}/commits/main`)).status;
    expect((await deploy()).status).toBe(201);
    expect([await read(), await read()]).toEqual([500, 200]);
  });

  test('is found by the name of a GraphQL operation', async () => {
    at.sandbox.fail({ match: 'POST /graphql Members', status: 502 });
    const ask = async (name: string) =>
      (await at.graphql(`query ${name} { rateLimit { cost } }`)).status;
    expect([await ask('Other'), await ask('Members'), await ask('Members')]).toEqual([
      200, 502, 200,
    ]);
  });

  test.each([
    [403, 30],
    [429, undefined],
  ])('by a rate limit (%d) says so and how long to wait', async (status, retryAfterSeconds) => {
    at.sandbox.fail({ match: `POST ${REPO}/deployments`, status, retryAfterSeconds });
    const answer = await deploy();
    expect(answer.status).toBe(status);
    expect(answer.headers.get('retry-after')).toBe(retryAfterSeconds?.toString() ?? null);
    expect(answer.body).toMatchObject({
      message: expect.stringContaining('You have exceeded a secondary rate limit'),
    });
  });

  test('by a cut connection has no answer', async () => {
    at.sandbox.fail({ match: `POST ${REPO}/deployments`, status: 'cut' });
    await expect(deploy()).rejects.toThrow('fetch failed');
    expect(at.sandbox.read.deployments()).toEqual([]);
    expect((await deploy()).status).toBe(201);
  });

  test.each(['cut', 502] as const)('after it had its effect: %s', async (status) => {
    at.sandbox.fail({ match: `POST ${REPO}/deployments`, status, afterEffect: true });
    await deploy().catch(() => null);
    expect(at.sandbox.read.deployments()).toHaveLength(1);
  });

  test('is not imagined: a match that no call can have is refused', () => {
    expect(() => at.sandbox.fail({ match: '/deployments', status: 502 })).toThrow('METHOD /path');
  });
});

describe('webhooks', () => {
  const pushes = () => {
    for (const branch of ['one', 'two', 'three']) {
      at.sandbox.as('ada').push({ branch, files: { a: branch } });
    }
  };
  const refs = async () => {
    await at.sandbox.settled();
    return at.heard.map(({ body }) => body.ref);
  };

  test('that are held back come when they are released, in their order', async () => {
    at.sandbox.hold();
    pushes();
    expect(await refs()).toEqual([]);
    expect(at.sandbox.deliveries.map(({ status }) => status)).toEqual([0, 0, 0]);
    at.sandbox.release();
    expect(await refs()).toEqual(['refs/heads/one', 'refs/heads/two', 'refs/heads/three']);
    at.sandbox.as('ada').push({ branch: 'four', files: { a: '4' } });
    expect(await refs()).toHaveLength(4);
  });

  test('can be released in another order, and some of them never', async () => {
    at.sandbox.hold();
    pushes();
    at.sandbox.release((held) => held.toReversed().slice(0, 2));
    expect(await refs()).toEqual(['refs/heads/three', 'refs/heads/two']);
    expect(at.sandbox.busy()).toBe(false);
  });

  test('that are asked for again keep their id', async () => {
    pushes();
    await at.sandbox.settled();
    const [first] = at.sandbox.deliveries;
    at.sandbox.redeliver(first?.id ?? '');
    expect(await refs()).toHaveLength(4);
    expect(at.heard.at(-1)).toEqual(at.heard[0]);
    expect(() => at.sandbox.redeliver('nothing')).toThrow('Not Found');
  });

  test('come twice each, with one id, where that was asked for', async () => {
    const twice = await open({ doubled: true });
    twice.sandbox.as('ada').push({ branch: 'one', files: { a: '1' } });
    await twice.sandbox.settled();
    expect(twice.heard).toHaveLength(2);
    expect(twice.heard[0]).toEqual(twice.heard[1]);
    await twice.close();
  });
});
