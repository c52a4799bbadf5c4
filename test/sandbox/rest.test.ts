// The REST interface answers as GitHub does, limits and refusals included.
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jwt, type Opened, open, START, send } from './open.ts';

const REPO = '/repos/acme/shop';
let at: Opened;
beforeEach(async () => {
  at = await open();
});
afterEach(() => at.close());

interface Made {
  readonly id: number;
}
interface Found {
  readonly sha: string;
  readonly commit: { readonly tree: { readonly sha: string } };
}
interface Comparison {
  readonly status: string;
  readonly commits: readonly { readonly sha: string }[];
}
const commit = async (ref: string): Promise<Found> =>
  (await at.call<Found>('GET', `${REPO}/commits/${ref}`)).body;
const compare = async (range: string): Promise<Comparison> =>
  (await at.call<Comparison>('GET', `${REPO}/compare/${range}`)).body;

const pull = (branch = 'change') =>
  at.sandbox.as('ada').openPull({ title: 'A change', branch, files: { [`${branch}.txt`]: 'new' } });

describe('who calls', () => {
  const mint = (token: string) =>
    send<{ readonly message: string }>(
      `${at.sandbox.url}/app/installations/${at.sandbox.app.installationId}/access_tokens`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
      },
    );

  test('an app that signs gets a token for an hour', async () => {
    const { status, body } = await mint(jwt(at.sandbox, START));
    expect(status).toBe(201);
    expect(body).toMatchObject({
      expires_at: '2026-11-21T10:12:00Z',
      permissions: { checks: 'write' },
    });
  });

  test('a token that has run out names the claim, and the date to correct the clock by', async () => {
    const { status, body, headers } = await mint(jwt(at.sandbox, START, { exp: START / 1000 - 1 }));
    expect(status).toBe(401);
    expect(body.message).toContain("'Expiration time' claim ('exp') must be a numeric value");
    expect(headers.get('date')).toBe('Sat, 21 Nov 2026 09:12:00 GMT');
  });

  test('a token of another key, of another app or too long is refused', async () => {
    const { privateKey: key } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
      publicKeyEncoding: { type: 'spki', format: 'pem' },
    });
    expect((await mint(jwt(at.sandbox, START, { key }))).status).toBe(401);
    expect((await mint(jwt(at.sandbox, START, { iss: 1 }))).status).toBe(404);
    const tooLong = await mint(jwt(at.sandbox, START, { exp: Math.floor(START / 1000) + 3600 }));
    expect(tooLong.body.message).toContain('too far in the future');
  });

  test('nobody reads without a token', async () => {
    const answer = await send(`${at.sandbox.url}${REPO}/commits/main`, {});
    expect(answer).toMatchObject({ status: 401, body: { message: 'Bad credentials' } });
  });

  test('calls are kept by their route, unknown ones apart', async () => {
    const answer = await at.call('GET', `${REPO}/labels`);
    expect(answer).toMatchObject({
      status: 404,
      body: { message: 'The sandbox does not speak GET /repos/acme/shop/labels' },
    });
    expect(at.sandbox.unknownCalls).toEqual(['GET /repos/acme/shop/labels']);
    await at.call('GET', `${REPO}/commits/main`);
    expect(at.sandbox.calls).toEqual([
      {
        method: 'POST',
        route: '/app/installations/{id}/access_tokens',
        status: 201,
        graphql: null,
      },
      { method: 'GET', route: '/repos/{owner}/{repo}/commits/{ref}', status: 200, graphql: null },
    ]);
  });
});

describe('reading the repository', () => {
  test.each([
    ['ada', 'write', 'write'],
    ['mallory', 'read', 'read'],
    ['omar', 'admin', 'admin'],
    ['zoe', 'none', 'none'],
  ])('%s has %s', async (login, permission, role) => {
    const { body } = await at.call('GET', `${REPO}/collaborators/${login}/permission`);
    expect(body).toMatchObject({ permission, role_name: role, user: { login } });
  });

  test('the old permission folds maintain into write', async () => {
    at.sandbox.as('omar').setRole('ada', 'maintain');
    const { body } = await at.call('GET', `${REPO}/collaborators/ada/permission`);
    expect(body).toMatchObject({
      permission: 'write',
      role_name: 'maintain',
      user: { permissions: { push: true, maintain: true, admin: false } },
    });
  });

  test('a commit is found by branch, full and short SHA, with slashes in its branch', async () => {
    const { headSha } = pull('feature/x');
    for (const ref of [headSha, headSha.slice(0, 7), 'feature%2Fx']) {
      expect((await commit(ref)).sha).toBe(headSha);
    }
    expect(await at.call('GET', `${REPO}/commits/abc`)).toMatchObject({
      status: 422,
      body: { message: 'No commit found for SHA: abc' },
    });
  });

  test('equal content has the equal tree', async () => {
    const one = pull('a').headSha;
    const two = at.sandbox.as('bob').push({ branch: 'b', files: { 'a.txt': 'new' } }).sha;
    const trees = await Promise.all([one, two].map(async (sha) => (await commit(sha)).commit.tree));
    expect(one).not.toBe(two);
    expect(trees[0]).toEqual(trees[1]);
  });

  test('a comparison says how two commits lie to each other, in pages, oldest first', async () => {
    const first = pull().headSha;
    const second = at.sandbox.as('ada').push({ branch: 'change', files: { b: '1' } }).sha;
    const ahead = await compare('main...change?per_page=1&page=1');
    expect(ahead).toMatchObject({ status: 'ahead', ahead_by: 2, behind_by: 0, total_commits: 2 });
    expect(ahead.commits.map(({ sha }) => sha)).toEqual([first]);
    const path = `${REPO}/compare/main...change?per_page=1&page=2`;
    const next = await at.call<Comparison>('GET', path);
    expect(next.body.commits[0]?.sha).toBe(second);
    expect(next.headers.get('link')).toContain('rel="prev"');
    expect((await compare(`${second}...${first}`)).status).toBe('behind');
    at.sandbox.as('bob').push({ branch: 'main', files: { c: '1' } });
    expect((await compare('main...change')).status).toBe('diverged');
    expect((await compare('main...main')).status).toBe('identical');
    expect((await at.call('GET', `${REPO}/compare/main...nowhere`)).status).toBe(404);
  });

  test('the activity says who pushed and how', async () => {
    const { number } = pull();
    at.sandbox.as('bob').push({ branch: 'change', files: { x: '2' }, force: true });
    at.sandbox.as('grace').merge(number, 'squash');
    const types = async (ref: string) => {
      const { body } = await at.call<
        readonly { readonly activity_type: string; readonly actor: { readonly login: string } }[]
      >('GET', `${REPO}/activity?ref=${ref}`);
      return body.map((each) => [each.activity_type, each.actor.login]);
    };
    expect(await types('refs/heads/change')).toEqual([
      ['force_push', 'bob'],
      ['branch_creation', 'ada'],
    ]);
    expect(await types('main')).toEqual([['pr_merge', 'grace']]);
  });
});

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
