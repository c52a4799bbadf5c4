// Check runs and comments, with the limits that GitHub keeps.
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

const pull = (branch = 'change') =>
  at.sandbox.as('ada').openPull({ title: 'A change', branch, files: { [`${branch}.txt`]: 'new' } });

describe('check runs', () => {
  const create = (more: object) =>
    at.call<Made & { readonly head_sha: string }>('POST', `${REPO}/check-runs`, {
      name: 'Gate',
      head_sha: pull().headSha,
      ...more,
    });

  test('a completed run stays completed when it is set to in progress', async () => {
    const { body } = await create({ conclusion: 'neutral' });
    expect(body).toMatchObject({ status: 'completed', conclusion: 'neutral' });
    const after = await at.call('PATCH', `${REPO}/check-runs/${body.id}`, {
      status: 'in_progress',
    });
    expect(after).toMatchObject({
      status: 200,
      body: { status: 'completed', conclusion: 'neutral' },
    });
  });

  const action = { label: 'Approve', description: 'Approve it', identifier: 'approve' };
  const output = { title: 't', summary: 's' };
  test.each([
    ['completed without a conclusion', { status: 'completed' }],
    ['an unknown conclusion', { conclusion: 'fine' }],
    ['four actions', { actions: [action, action, action, action] }],
    ['a long label', { actions: [{ ...action, label: 'l'.repeat(21) }] }],
    ['a long description', { actions: [{ ...action, description: 'd'.repeat(41) }] }],
    ['a long identifier', { actions: [{ ...action, identifier: 'i'.repeat(21) }] }],
    ['a long summary', { output: { ...output, summary: 's'.repeat(65_536) } }],
    ['a long text', { output: { ...output, text: 't'.repeat(65_536) } }],
    [
      '51 annotations',
      { output: { ...output, annotations: Array.from({ length: 51 }, () => ({})) } },
    ],
    ['an output without a summary', { output: { title: 't' } }],
    ['an unknown commit', { head_sha: 'f'.repeat(40) }],
  ])('refuses %s', async (_, more) => {
    expect((await create(more)).status).toBe(422);
  });

  test('only the app that made a run may change it', async () => {
    const { headSha } = pull('ci');
    at.sandbox.as('ada').setCheck(headSha, 'build', 'success');
    const [run] = at.sandbox.read.checkRuns(headSha);
    const answer = await at.call('PATCH', `${REPO}/check-runs/${run?.id}`, {
      conclusion: 'failure',
    });
    expect(answer.status).toBe(403);
  });

  test('are listed by name and app, the newest alone unless all are asked for', async () => {
    const first = (await create({})).body;
    const second = (
      await at.call<Made>('POST', `${REPO}/check-runs`, { name: 'Gate', head_sha: first.head_sha })
    ).body;
    const path = `${REPO}/commits/${first.head_sha}/check-runs?check_name=Gate&app_id=${at.sandbox.app.id}`;
    const ids = async (more: string) => {
      const { body } = await at.call<{ readonly check_runs: readonly Made[] }>(
        'GET',
        `${path}${more}`,
      );
      return body.check_runs.map(({ id }) => id);
    };
    expect(await ids('')).toEqual([second.id]);
    expect(await ids('&filter=all')).toEqual([second.id, first.id]);
  });

  test('buttons show on completed runs, to those who may write', async () => {
    const { body } = await create({ actions: [action] });
    const press = (login: string) => () => at.sandbox.as(login).press(body.id, 'approve');
    expect(press('grace')).toThrow('not completed');
    await at.call('PATCH', `${REPO}/check-runs/${body.id}`, { conclusion: 'neutral' });
    expect(press('mallory')).toThrow('write access');
    expect(() => at.sandbox.as('grace').press(body.id, 'other')).toThrow('no button');
    press('grace')();
    await at.sandbox.settled();
    expect(at.heard.at(-1)).toMatchObject({
      event: 'check_run',
      body: {
        action: 'requested_action',
        requested_action: { identifier: 'approve' },
        sender: { login: 'grace' },
      },
    });
  });
});

describe('comments', () => {
  test('are by the app, limited, edited and reacted to once', async () => {
    const { number } = pull();
    const path = `${REPO}/issues/${number}/comments`;
    const { body } = await at.call<Made>('POST', path, { body: 'Hello' });
    expect(body).toMatchObject({
      user: { login: 'lockkeeper[bot]', type: 'Bot' },
      performed_via_github_app: { id: at.sandbox.app.id, slug: 'lockkeeper' },
      created_at: '2026-11-21T09:12:00Z',
    });
    expect((await at.call('POST', path, { body: 'x'.repeat(65_537) })).status).toBe(422);
    expect((await at.call('POST', `${REPO}/issues/99/comments`, { body: 'x' })).status).toBe(404);
    await at.call('PATCH', `${REPO}/issues/comments/${body.id}`, { body: 'Changed' });
    const reactions = `${REPO}/issues/comments/${body.id}/reactions`;
    expect((await at.call('POST', reactions, { content: 'eyes' })).status).toBe(201);
    expect((await at.call('POST', reactions, { content: 'eyes' })).status).toBe(200);
    expect((await at.call('POST', reactions, { content: 'wow' })).status).toBe(422);
    expect(at.sandbox.read.comments(number)).toMatchObject([
      { author: 'lockkeeper[bot]', body: 'Changed', reactions: ['eyes'], minimized: false },
    ]);
  });
});
