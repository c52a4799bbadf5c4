// What goes wrong between us and GitHub comes out as a fault of the right kind, in words without secrets.
import nock from 'nock';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CodeHost, type DeploymentAsk, HostFault } from '../../../src/ports/code-host.ts';
import { hostOn, SHOP, TIME_LIMIT_MS, testClock } from './host.ts';

const API = 'https://api.github.com';
const SHA = 'a'.repeat(40);
let host: CodeHost;

beforeEach(() => {
  nock.disableNetConnect();
  host = hostOn(testClock());
});
afterEach(() => {
  nock.cleanAll();
  nock.enableNetConnect();
  vi.restoreAllMocks();
});

const faultOf = async (run: Promise<unknown>): Promise<HostFault> => {
  const fault: unknown = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(fault instanceof HostFault)) throw new Error(`no HostFault but ${String(fault)}`);
  return fault;
};
const comment = () => host.createComment(SHOP, 1, 'text of the comment');

describe('REST', () => {
  const answered = (status: number, body: object | string, headers: Record<string, string> = {}) =>
    nock(API).post('/repos/acme/shop/issues/1/comments').reply(status, body, headers);

  test.each([
    [401, 'unreachable'],
    [403, 'forbidden'],
    [404, 'gone'],
    [410, 'gone'],
    [422, 'unreadable'],
    [500, 'unreachable'],
    [503, 'unreachable'],
  ] as const)('%i is %s', async (status, kind) => {
    answered(status, {
      message: 'Some words',
      errors: [{ resource: 'Issue', field: 'body', code: 'invalid' }],
    });
    const fault = await faultOf(comment());
    expect(fault).toMatchObject({ kind, retryAfterMs: null });
    expect(fault.message).toContain(`GitHub answered ${status} to the attempt to write a comment`);
    if (status < 500) expect(fault.message).toContain('Some words: body invalid');
  });

  test.each([
    [403, { 'retry-after': '42' }, 42_000],
    [429, { 'retry-after': '7' }, 7_000],
    [429, {}, 60_000],
    [
      403,
      {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': '1767225900',
        date: 'Thu, 01 Jan 2026 00:00:00 GMT',
      },
      300_000,
    ],
  ] as const)(
    '%i with %o is a limit of %i ms, and the next call is not even sent',
    async (status, headers, ms) => {
      answered(status, { message: 'API rate limit exceeded' }, headers);
      expect(await faultOf(comment())).toMatchObject({ kind: 'limited', retryAfterMs: ms });
      expect(await faultOf(comment())).toMatchObject({ kind: 'limited', retryAfterMs: ms });
    },
  );

  test('a network that fails is unreachable', async () => {
    nock(API).post('/repos/acme/shop/issues/1/comments').replyWithError('connect ECONNREFUSED');
    const fault = await faultOf(comment());
    expect(fault.kind).toBe('unreachable');
    expect(fault.message).toContain('ECONNREFUSED');
  });

  test('an answer that is no JSON or broke off is no answer', async () => {
    answered(201, '<html>a proxy</html>', { 'content-type': 'text/html' });
    expect(await faultOf(comment())).toMatchObject({ kind: 'unreachable' });
    answered(201, '{"id": 1', { 'content-type': 'application/json' });
    expect(await faultOf(comment())).toMatchObject({ kind: 'unreachable' });
  });

  test('every call names the version of the interface it was written for', async () => {
    nock(API, { reqheaders: { 'x-github-api-version': '2022-11-28' } })
      .post('/repos/acme/shop/issues/1/comments')
      .reply(201, { id: 5, node_id: 'IC_5' });
    expect(await comment()).toEqual({ id: '5', nodeId: 'IC_5' });
  });

  test('no fault tells the token', async () => {
    answered(404, { message: 'Not Found' });
    const fault = await faultOf(comment());
    const told = JSON.stringify([fault, fault.message, fault.stack, fault.cause ?? null]);
    expect(told).not.toContain('ghs_secret');
  });

  test('a call that takes too long is unreachable', async () => {
    const late = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    const limits = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort(late));
    const fault = await faultOf(comment());
    expect(fault).toMatchObject({ kind: 'unreachable' });
    expect(fault.message).toContain('aborted due to timeout');
    expect(limits.mock.calls).toEqual([[TIME_LIMIT_MS]]);
  });
});

describe('commits', () => {
  const answered = (sha: string, status: number, body: object) =>
    nock(API).get(`/repos/acme/shop/commits/${sha}`).query(true).reply(status, body);

  test('there is none; it is ambiguous; it is not asked for at all', async () => {
    answered('abcdef1', 422, { message: 'No commit found for SHA: abcdef1' });
    expect(await host.commit(SHOP, 'abcdef1')).toBeNull();
    answered('abcdef1', 404, { message: 'Not Found' });
    expect(await host.commit(SHOP, 'abcdef1')).toBeNull();
    answered('abcdef1', 422, { message: 'The short SHA abcdef1 is ambiguous' });
    expect(await host.commit(SHOP, 'abcdef1')).toBe('ambiguous');
    for (const name of ['main', 'abcdef', 'HEAD~1', '../../user', `${SHA}0`]) {
      expect(await host.commit(SHOP, name)).toBeNull();
    }
  });

  test('no common ancestor is not "nothing ships"', async () => {
    nock(API)
      .get(`/repos/acme/shop/compare/${SHA}...${SHA}`)
      .query(true)
      .reply(404, { message: 'No common ancestor between a and b.' });
    const fault = await faultOf(host.compare(SHOP, SHA, SHA));
    expect(fault).toMatchObject({ kind: 'unreadable' });
    expect(fault.message).toContain('No common ancestor');
  });

  const compared = (total: number, pages: readonly number[]) => {
    for (const [index, size] of pages.entries()) {
      const commits = Array.from({ length: size }, (_, n) => ({ sha: `${index}-${n}` }));
      nock(API)
        .get(`/repos/acme/shop/compare/a...b`)
        .query({ per_page: 100, page: index + 1 })
        .reply(200, { status: 'ahead', total_commits: total, commits });
    }
  };

  test('two commits are compared once, as they stand to each other for ever', async () => {
    const other = SHA.replace(/./g, 'b');
    nock(API)
      .get(`/repos/acme/shop/compare/${SHA}...${other}`)
      .query(true)
      .reply(200, { status: 'ahead', total_commits: 1, commits: [{ sha: other }] });
    const first = await host.compare(SHOP, SHA, other);
    expect(await host.compare(SHOP, SHA, other)).toEqual(first);
    expect(await faultOf(host.compare({ ...SHOP, id: 601 }, SHA, other))).toBeDefined();
  });

  test('all pages of a comparison, or a fault', async () => {
    compared(250, [100, 100, 50]);
    const { commits } = await host.compare(SHOP, 'a', 'b');
    expect([commits.length, commits[0], commits.at(-1)]).toEqual([250, '0-0', '2-49']);
    compared(250, [100, 0]);
    expect(await faultOf(host.compare(SHOP, 'a', 'b'))).toMatchObject({ kind: 'unreadable' });
    compared(1_001, [100]);
    expect((await faultOf(host.compare(SHOP, 'a', 'b'))).message).toContain(
      '1001 commits, at most 1000',
    );
  });
});

describe('roles', () => {
  const answered = (body: object) =>
    nock(API).get('/repos/acme/shop/collaborators/ada/permission').reply(200, body);

  test("a role of the organisation's own making counts as what it may do", async () => {
    answered({
      permission: 'write',
      role_name: 'release-engineer',
      user: { permissions: { admin: false, maintain: true, push: true, triage: true, pull: true } },
    });
    expect(await host.roleOf(SHOP, 'ada')).toBe('maintain');
    answered({ permission: 'write', role_name: 'unheard-of', user: null });
    expect(await host.roleOf(SHOP, 'ada')).toBe('none');
  });
});

describe('an owner of the organisation', () => {
  const answered = (state: string, role: string) =>
    nock(API)
      .get('/orgs/acme/memberships/ada')
      .reply(200, { state, role, organization: { id: 5, login: 'acme' } });

  test('has accepted, and is more than a member', async () => {
    answered('active', 'admin');
    expect(await host.ownedOrganization(SHOP, 'ada')).toBe(5);
    answered('pending', 'admin');
    expect(await host.ownedOrganization(SHOP, 'ada')).toBeNull();
    answered('active', 'billing_manager');
    expect(await host.ownedOrganization(SHOP, 'ada')).toBeNull();
  });
});

describe('deployments', () => {
  const ask: DeploymentAsk = {
    sha: SHA,
    ref: null,
    environment: 'staging',
    production: true,
    description: 'Promotion',
    payload: { promotion: 'P1', decision: 'd', fence: 7, chain: { seq: 1, hash: 'h' } },
  };
  const path = '/repos/acme/shop/deployments';

  test('GitHub neither merges nor looks at checks, and is told about production', async () => {
    const sent: unknown[] = [];
    nock(API)
      .post(path, (body: unknown) => sent.push(body) > 0)
      .reply(201, {
        id: 5,
        sha: SHA,
        url: 'https://example.com/5',
        created_at: '2026-01-01T00:00:00Z',
      });
    await host.createDeployment(SHOP, ask);
    expect(sent).toEqual([
      {
        ref: SHA,
        environment: 'staging',
        description: 'Promotion',
        auto_merge: false,
        required_contexts: [],
        production_environment: true,
        transient_environment: false,
        payload: { lockkeeper: ask.payload },
      },
    ]);
  });

  test.each([
    [202, 'Auto-merged main into topic on deployment.'],
    [409, 'Conflict merging main into topic.'],
    [422, 'Validation Failed'],
  ])('%i is a refusal in its words', async (status, message) => {
    nock(API).post(path).reply(status, { message });
    expect(await host.createDeployment(SHOP, ask)).toEqual({ refused: message });
  });

  test('one made by another app with our witness in it is not ours', async () => {
    const witness = {
      payload: { lockkeeper: ask.payload },
      sha: SHA,
      url: 'u',
      created_at: '2026-01-01T00:00:00Z',
    };
    const by = (id: number, app: number | null, login: string, type: string) => ({
      ...witness,
      id,
      performed_via_github_app: app === null ? null : { id: app },
      creator: { login, type },
    });
    const strangers = [
      by(1, 15_368, 'github-actions[bot]', 'Bot'),
      by(2, null, 'mallory', 'User'),
      by(3, null, 'github-actions[bot]', 'Bot'),
      by(4, null, 'lockkeeper[bot]', 'User'),
    ];
    const listed = (own: object) =>
      nock(API)
        .get(path)
        .query(true)
        .reply(200, [...strangers, own]);
    listed(by(5, null, 'lockkeeper[bot]', 'Bot'));
    expect(await host.findDeployment(SHOP, ask)).toMatchObject({ id: '5' });
    listed({ ...by(6, 7001, 'lockkeeper[bot]', 'Bot'), payload: JSON.stringify(witness.payload) });
    expect(await host.findDeployment(SHOP, ask)).toMatchObject({ id: '6' });
  });
});

describe('check runs', () => {
  test('are told newest first, in whatever order they come', async () => {
    const check_runs = [8, 10, 9].map((id) => ({ id, external_id: null, status: 'queued' }));
    nock(API)
      .get(`/repos/acme/shop/commits/${SHA}/check-runs`)
      .query({ check_name: 'n', app_id: 7001, filter: 'all', per_page: 100, page: 1 })
      .reply(200, { total_count: 3, check_runs });
    const runs = await host.findCheckRuns(SHOP, SHA, 'n');
    expect(runs.map((run) => run.id)).toEqual(['10', '9', '8']);
  });

  test('more than 50 annotations go on in further requests', async () => {
    const sizes: unknown[] = [];
    const keep = (body: { output: { annotations: unknown[] } }) =>
      sizes.push(body.output.annotations.length) > 0;
    nock(API).post('/repos/acme/shop/check-runs', keep).reply(201, { id: 9 });
    nock(API).patch('/repos/acme/shop/check-runs/9', keep).twice().reply(200, { id: 9 });
    const annotation = {
      path: 'a',
      start_line: 1,
      end_line: 1,
      annotation_level: 'failure',
      title: 't',
      message: 'm',
    } as const;
    const made = await host.createCheckRun(SHOP, {
      name: 'lockkeeper / policy',
      headSha: SHA,
      externalId: 'x',
      status: 'completed',
      conclusion: 'failure',
      title: 't',
      summary: 's',
      actions: [],
      annotations: Array.from({ length: 120 }, () => annotation),
    });
    expect(made).toEqual({ id: '9' });
    expect(sizes).toEqual([50, 50, 20]);
  });
});
