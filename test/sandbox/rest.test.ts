// Who may call, and what the repository is: commits, comparisons, roles, activity.
import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jwt, type Opened, open, START, send } from './open.ts';

const REPO = '/repos/acme/shop';
let at: Opened;
beforeEach(async () => {
  at = await open();
});
afterEach(() => at.close());

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

  test('an organisation tells its members, and who of them owns it', async () => {
    const of = (login: string, org = 'acme') => at.call('GET', `/orgs/${org}/memberships/${login}`);
    expect(await of('omar', 'Acme')).toMatchObject({
      status: 200,
      body: { state: 'active', role: 'admin', organization: { id: 500 }, user: { login: 'omar' } },
    });
    expect(await of('ada')).toMatchObject({ status: 200, body: { role: 'member' } });
    for (const login of ['zoe', 'ci[bot]']) expect((await of(login)).status, login).toBe(404);
    expect((await of('omar', 'other')).status).toBe(404);
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

  test('the rules of a branch name its required checks, and its protection does not', async () => {
    await at.close();
    at = await open({ requiredChecks: ['build', 'test'] });
    pull('some/change');
    const rules = async (branch: string) =>
      (await at.call('GET', `${REPO}/rules/branches/${encodeURIComponent(branch)}`)).body;
    expect(await rules('main')).toMatchObject([
      {
        type: 'required_status_checks',
        ruleset_source: 'acme/shop',
        parameters: { required_status_checks: [{ context: 'build' }, { context: 'test' }] },
      },
    ]);
    expect(await rules('some/change')).toEqual([]);
    expect(await rules('nowhere')).toEqual([]);
    const branch = (name: string) => at.call('GET', `${REPO}/branches/${encodeURIComponent(name)}`);
    expect((await branch('main')).body).toMatchObject({
      name: 'main',
      protected: true,
      protection: { enabled: false, required_status_checks: { contexts: [], checks: [] } },
    });
    expect((await branch('some/change')).body).toMatchObject({ protected: false });
    expect(await branch('nowhere')).toMatchObject({
      status: 404,
      body: { message: 'Branch not found' },
    });
  });
});
