// Deployments: what GitHub does unless it is told not to, and what is said of them.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Opened, open } from './open.ts';

const REPO = '/repos/acme/shop';
let at: Opened;
beforeEach(async () => {
  at = await open();
});
afterEach(() => at.close());

interface Made {
  readonly id: number;
}

const pull = () =>
  at.sandbox.as('ada').openPull({ title: 'A change', branch: 'change', files: { a: '1' } });

describe('deployments', () => {
  const deploy = (more: object) =>
    at.call<Made & { readonly payload: unknown }>('POST', `${REPO}/deployments`, {
      auto_merge: false,
      required_contexts: [],
      environment: 'staging',
      ...more,
    });

  test('merge the default branch first unless told otherwise', async () => {
    const { headSha } = pull();
    at.sandbox.as('bob').push({ branch: 'main', files: { other: '1' } });
    const answer = await deploy({ ref: 'change', auto_merge: true });
    expect(answer).toMatchObject({
      status: 202,
      body: { message: 'Auto-merged main into change on deployment.' },
    });
    expect(at.sandbox.read.pull(1).headSha).not.toBe(headSha);
    expect(at.sandbox.read.deployments()).toEqual([]);
  });

  test('look at all checks unless told which', async () => {
    const { headSha: ref } = pull();
    at.sandbox.as('ada').setCheck(ref, 'build', null);
    expect((await deploy({ ref, required_contexts: undefined })).status).toBe(409);
    expect((await deploy({ ref, required_contexts: ['lint'] })).status).toBe(409);
    at.sandbox.as('ada').setCheck(ref, 'build', 'success');
    expect((await deploy({ ref, required_contexts: undefined })).status).toBe(201);
  });

  test('refuse an unknown ref and long words', async () => {
    expect((await deploy({ ref: 'nowhere' })).status).toBe(422);
    expect((await deploy({ ref: 'main', description: 'd'.repeat(141) })).status).toBe(422);
    const { body } = await deploy({ ref: 'main' });
    const path = `${REPO}/deployments/${body.id}/statuses`;
    expect((await at.call('POST', path, { state: 'fine' })).status).toBe(422);
    const long = { state: 'success', description: 'd'.repeat(141) };
    expect((await at.call('POST', path, long)).status).toBe(422);
  });

  test('success retires the earlier ones of the environment, but never production', async () => {
    const made: number[] = [];
    for (const environment of ['staging', 'production', 'staging', 'production']) {
      const { body } = await deploy({ ref: 'main', environment });
      made.push(body.id);
      at.sandbox.as('github-actions[bot]').deploymentStatus(body.id, 'success');
    }
    const last = at.sandbox.read.deployments().map(({ statuses }) => statuses.at(-1)?.state);
    expect(last).toEqual(['inactive', 'success', 'success', 'success']);
    const path = `${REPO}/deployments?environment=staging`;
    const found = await at.call<readonly Made[]>('GET', path);
    expect(found.body.map(({ id }) => id)).toEqual([made[2], made[0]]);
    await at.sandbox.settled();
    const states = at.heard
      .filter(({ event }) => event === 'deployment_status')
      .map(({ body }) => [body.deployment_status?.state, body.deployment_status?.creator.type]);
    expect(states).toEqual(Array.from({ length: 4 }, () => ['success', 'Bot']));
  });

  test('keep the payload as it was sent', async () => {
    const payload = { lockkeeper: { promotion: 'p', fence: 2 } };
    const { body } = await deploy({ ref: 'main', payload });
    expect(body.payload).toEqual(payload);
    expect(at.sandbox.read.deployments()[0]?.payload).toEqual(payload);
  });
});
