// The whole adapter over HTTP against the pretended GitHub, as people and programs use the real one.
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CheckRunContent } from '../../../src/ports/check-run.ts';
import type { CodeHost, DeploymentAsk } from '../../../src/ports/code-host.ts';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { hostOnSandbox, SHOP, type TestClock } from './host.ts';

const POLICY = 'version: 1\nenvironments: []\n';
let host: CodeHost;
let sandbox: Sandbox;
let clock: TestClock;

beforeEach(async () => {
  const files = { '.github/lockkeeper.yml': POLICY, 'README.md': 'shop' };
  ({ host, sandbox, clock } = await hostOnSandbox({ files, requiredChecks: ['build'] }));
});
afterEach(async () => {
  vi.restoreAllMocks();
  const { unknownCalls } = sandbox;
  await sandbox.close();
  expect(unknownCalls).toEqual([]);
});

const openPull = () => {
  clock.advance(1_000);
  return sandbox
    .as('ada')
    .openPull({ title: 'Add a cart', branch: 'cart', files: { 'cart.ts': '1' } });
};

describe('the snapshot', () => {
  test('brings pull request, commit, checks, reviews and teams by one call', async () => {
    const { number, headSha } = openPull();
    sandbox.as('ada').setCheck(headSha, 'build', 'success');
    sandbox.as('ada').setCheck(headSha, 'test', null);
    sandbox.as('ada').setStatus(headSha, 'coverage', 'failure');
    sandbox.as('grace').review(number, 'APPROVE');
    await host.snapshot(SHOP, { pullNumber: null, sha: headSha, teams: [] });
    const before = sandbox.calls.length;
    const ask = { pullNumber: number, sha: null, teams: ['platform', 'nobody', 'no team"'] };
    const snapshot = await host.snapshot(SHOP, ask);
    expect(sandbox.calls.length - before).toBe(1);
    expect(snapshot.at).toBe(clock.now());
    expect(snapshot.defaultBranch.name).toBe('main');
    expect(snapshot.commit?.sha).toBe(headSha);
    expect(snapshot.pullRequest).toMatchObject({
      number,
      state: 'open',
      title: 'Add a cart',
      author: { id: 1001, login: 'ada', machine: false },
      headRef: 'cart',
      headSha,
      headRefCurrent: true,
      headTree: snapshot.commit?.tree,
      headRepository: { id: 600, fullName: 'acme/shop' },
      fork: false,
      mergeSha: null,
      mergedBy: null,
      reviews: [{ person: { id: 1002, login: 'grace' }, state: 'approved', sha: headSha }],
    });
    expect(
      snapshot.checks.map(({ name, app, status, conclusion, required, own }) => ({
        name,
        app,
        status,
        conclusion,
        required,
        own,
      })),
    ).toEqual([
      {
        name: 'build',
        app: 'ci',
        status: 'completed',
        conclusion: 'success',
        required: true,
        own: false,
      },
      { name: 'test', app: 'ci', status: 'pending', conclusion: null, required: false, own: false },
      {
        name: 'coverage',
        app: 'status',
        status: 'completed',
        conclusion: 'failure',
        required: false,
        own: false,
      },
    ]);
    expect(snapshot.teams.platform?.map((member) => member.login)).toEqual([
      'grace',
      'bob',
      'omar',
    ]);
    expect(snapshot.unknownTeams).toEqual(['nobody', 'no team"']);
  });

  test('tells authors, co-authors and the committer apart, and their accounts', async () => {
    const { number } = openPull();
    const { sha } = sandbox.as('ada').push({
      branch: 'cart',
      files: { 'cart.ts': '2' },
      authorEmail: 'someone@else.example',
      coAuthors: ['Grace <grace@acme.example>'],
    });
    const { pullRequest } = await host.snapshot(SHOP, { pullNumber: number, sha: null, teams: [] });
    const commit = pullRequest?.commits.find((each) => each.sha === sha);
    expect(commit?.authors.map(({ email, person }) => [email, person?.id ?? null])).toEqual([
      ['someone@else.example', null],
      ['grace@acme.example', 1002],
    ]);
    expect(commit?.parents).toHaveLength(1);
  });

  test('of a merged pull request looks at the merge commit, with GitHub as its committer', async () => {
    const { number, headSha } = openPull();
    const { sha } = sandbox.as('bob').merge(number, 'squash');
    sandbox.as('ada').setCheck(sha, 'build', 'success');
    const { pullRequest, commit, checks } = await host.snapshot(SHOP, {
      pullNumber: number,
      sha: null,
      teams: [],
    });
    expect(pullRequest).toMatchObject({
      state: 'merged',
      headSha,
      mergeSha: sha,
      mergeTree: commit?.tree,
      mergedBy: { login: 'bob' },
    });
    expect(commit).toMatchObject({ sha, committer: { person: { id: 19864447 } } });
    expect(checks.map((check) => check.name)).toEqual(['build']);
  });

  test('has no commit and no pull request where there is none', async () => {
    const none = await host.snapshot(SHOP, { pullNumber: 99, sha: 'a'.repeat(40), teams: [] });
    expect(none).toMatchObject({ pullRequest: null, commit: null, checks: [] });
  });

  test('knows a check run of its own', async () => {
    const { headSha } = openPull();
    await host.createCheckRun(SHOP, { ...CONTENT, headSha });
    const { checks } = await host.snapshot(SHOP, { pullNumber: null, sha: headSha, teams: [] });
    expect(checks).toMatchObject([
      { name: 'promote / staging', own: true, conclusion: 'action_required' },
    ]);
  });
});

test('asking for a token has a time limit too', async () => {
  const limits = vi.spyOn(AbortSignal, 'timeout');
  await host.roleOf(SHOP, 'ada');
  const [first, second] = sandbox.calls;
  expect([first?.route, second?.route]).toEqual([
    '/app/installations/{id}/access_tokens',
    '/repos/{owner}/{repo}/collaborators/{username}/permission',
  ]);
  expect(limits.mock.calls).toHaveLength(2);
});

describe('single readings', () => {
  test('roles by name', async () => {
    sandbox.as('omar').setRole('linus', 'maintain');
    const roles = await Promise.all(
      ['omar', 'linus', 'ada', 'mallory', 'zoe', 'stranger'].map((login) =>
        host.roleOf(SHOP, login),
      ),
    );
    expect(roles).toEqual(['admin', 'maintain', 'write', 'read', 'none', 'none']);
  });

  test('the organisation, for those who own it alone', async () => {
    const owned = await Promise.all(
      ['omar', 'ada', 'zoe', 'stranger'].map((login) => host.ownedOrganization(SHOP, login)),
    );
    expect(owned).toEqual([500, null, null, null]);
  });

  test('commits by full and short SHA, never by the name of a branch', async () => {
    const { headSha } = openPull();
    expect((await host.commit(SHOP, headSha)) satisfies object | string | null).toMatchObject({
      sha: headSha,
    });
    expect(await host.commit(SHOP, headSha.slice(0, 8).toUpperCase())).toMatchObject({
      sha: headSha,
    });
    expect(await host.commit(SHOP, 'f'.repeat(40))).toBeNull();
    expect(await host.commit(SHOP, 'cart')).toBeNull();
    sandbox.as('ada').push({ branch: 'abcdef1', files: { a: '1' } });
    expect(await host.commit(SHOP, 'abcdef1')).toBeNull();
  });

  test('how two commits stand to each other', async () => {
    const main = (await host.snapshot(SHOP, { pullNumber: null, sha: null, teams: [] }))
      .defaultBranch.sha;
    const { headSha } = openPull();
    const { sha } = sandbox.as('ada').push({ branch: 'cart', files: { 'cart.ts': '2' } });
    expect(await host.compare(SHOP, main, sha)).toEqual({
      relation: 'ahead',
      commits: [headSha, sha],
    });
    expect(await host.compare(SHOP, sha, main)).toEqual({ relation: 'behind', commits: [] });
    expect(await host.compare(SHOP, sha, sha)).toEqual({ relation: 'identical', commits: [] });
  });

  test('who pushed to a branch, forced or merged', async () => {
    const { number, headSha } = openPull();
    const { sha } = sandbox
      .as('grace')
      .push({ branch: 'cart', files: { 'cart.ts': '3' }, force: true });
    sandbox.as('bob').merge(number, 'merge');
    const place = { repositoryId: 600, fullName: 'acme/shop' };
    const pushes = await host.activity(SHOP, { ...place, ref: 'refs/heads/cart' });
    expect(
      pushes.map(({ person, forced, before, after }) => [person.login, forced, before, after]),
    ).toEqual([
      ['grace', true, headSha, sha],
      ['ada', false, '0'.repeat(40), headSha],
    ]);
    const [merge] = await host.activity(SHOP, { ...place, ref: 'refs/heads/main' });
    expect(merge).toMatchObject({ kind: 'merge', person: { login: 'bob' } });
    expect(
      await host.activity(SHOP, { ...place, fullName: 'someone/fork', ref: 'refs/heads/a' }),
    ).toEqual([]);
  });

  test('the policy file with its commit; none; the other spelling', async () => {
    const first = await host.policyFile(SHOP, 'main');
    expect(first).toMatchObject({ path: '.github/lockkeeper.yml', text: POLICY });
    expect(await host.policyFile(SHOP, first.sha)).toEqual(first);
    await expect(host.policyFile(SHOP, 'f'.repeat(40))).rejects.toMatchObject({
      kind: 'unreadable',
    });
    const bare = await hostOnSandbox({ files: { '.github/lockkeeper.yaml': 'version: 1' } });
    expect(await bare.host.policyFile(SHOP, 'main')).toMatchObject({
      path: '.github/lockkeeper.yaml',
    });
    await bare.sandbox.close();
    const none = await hostOnSandbox();
    expect(await none.host.policyFile(SHOP, 'main')).toMatchObject({ path: null, text: null });
    await none.sandbox.close();
  });
});

describe('where commits came from', () => {
  test.each(['merge', 'squash', 'rebase'] as const)(
    'a %s says its pull request',
    async (method) => {
      const main = (await host.snapshot(SHOP, { pullNumber: null, sha: null, teams: [] }))
        .defaultBranch.sha;
      const { number } = openPull();
      sandbox.as('grace').push({ branch: 'cart', files: { 'cart.ts': '2' } });
      sandbox.as('bob').merge(number, method);
      const { sha: direct } = sandbox
        .as('omar')
        .push({ branch: 'main', files: { 'hotfix.ts': '1' } });
      const { commits } = await host.compare(SHOP, main, direct);
      const origins = await host.originsOf(SHOP, commits);
      expect(origins.pullRequests).toMatchObject([
        { number, state: 'merged', author: { login: 'ada' } },
      ]);
      expect(origins.commits.map((commit) => commit.sha)).toEqual([direct]);
      const fromPull = commits.filter((sha) => sha !== direct);
      expect(origins.origin).toEqual(Object.fromEntries(fromPull.map((sha) => [sha, number])));
    },
  );

  test('commits of an open pull request came with none', async () => {
    const { headSha } = openPull();
    const origins = await host.originsOf(SHOP, [headSha]);
    expect(origins).toMatchObject({ pullRequests: [], origin: {}, commits: [{ sha: headSha }] });
  });
});

const CONTENT: CheckRunContent = {
  name: 'promote / staging',
  headSha: '',
  externalId: 'promotion-1',
  status: 'completed',
  conclusion: 'action_required',
  title: 'Waits for one approval',
  summary: 'Nobody approved yet',
  actions: [{ label: 'Approve', description: 'Approve it', identifier: 'approve' }],
  annotations: [],
};

describe('what is written', () => {
  test('check runs are made, changed and found again', async () => {
    const { headSha } = openPull();
    const { id } = await host.createCheckRun(SHOP, { ...CONTENT, headSha });
    await host.updateCheckRun(SHOP, id, {
      ...CONTENT,
      headSha,
      conclusion: 'failure',
      title: 'Refused',
      actions: [],
    });
    const { id: second } = await host.createCheckRun(SHOP, {
      ...CONTENT,
      headSha,
      status: 'in_progress',
      conclusion: null,
    });
    sandbox.as('ada').setCheck(headSha, 'promote / staging', 'success');
    expect(sandbox.read.checkRuns(headSha)).toMatchObject([
      {
        status: 'completed',
        conclusion: 'failure',
        title: 'Refused',
        actions: [],
        externalId: 'promotion-1',
      },
      { status: 'in_progress', conclusion: null },
      { app: 'ci' },
    ]);
    expect(await host.findCheckRuns(SHOP, headSha, 'promote / staging')).toEqual([
      { id: second, externalId: 'promotion-1', completed: false },
      { id, externalId: 'promotion-1', completed: true },
    ]);
  });

  test('comments are written, changed, found by their marker, folded', async () => {
    const { number } = openPull();
    sandbox.as('mallory').comment(number, '<!-- marker --> not ours');
    const made = await host.createComment(SHOP, number, 'Status <!-- marker -->');
    expect(await host.findComment(SHOP, number, '<!-- marker -->')).toEqual(made);
    expect(await host.findComment(SHOP, number, '<!-- other -->')).toBeNull();
    expect(await host.updateComment(SHOP, made.id, 'New status')).toBe('updated');
    expect(await host.updateComment(SHOP, '1', 'lost')).toBe('gone');
    const before = sandbox.calls.length;
    await host.minimizeComments(SHOP, ['IC_gone', made.nodeId, 'IC_gone_too']);
    expect(sandbox.calls.slice(before)).toMatchObject([{ graphql: 'Fold', status: 200 }]);
    const eyes = (await host.react(SHOP, made.id, 'rocket')) ?? '';
    await host.unreact(SHOP, made.id, eyes);
    await host.unreact(SHOP, made.id, eyes);
    await host.react(SHOP, made.id, 'eyes');
    expect(await host.react(SHOP, '1', 'eyes')).toBeNull();
    expect(sandbox.read.comments(number).at(-1)).toMatchObject({
      body: 'New status',
      minimized: true,
      reactions: ['eyes'],
    });
  });

  test('deployments are made for the commit, found by their witness, reported on', async () => {
    const { headSha } = openPull();
    sandbox.as('ada').setCheck(headSha, 'build', 'failure');
    const ask = deploymentOf(headSha, 'cart');
    const made = await host.createDeployment(SHOP, ask);
    expect(made).toMatchObject({ sha: headSha });
    const id = 'id' in made ? made.id : '';
    expect(await host.findDeployment(SHOP, ask)).toEqual(made);
    expect(
      await host.findDeployment(SHOP, { ...ask, payload: { ...ask.payload, fence: 8 } }),
    ).toBeNull();
    expect(await host.findDeployment(SHOP, { ...ask, environment: 'production' })).toBeNull();
    clock.advance(1_000);
    sandbox.as('github-actions[bot]').deploymentStatus(Number(id), 'in_progress');
    await host.reportDeployment(SHOP, id, {
      state: 'success',
      description: `${'é'.repeat(139)}🚀🚀`,
      environmentUrl: 'https://shop.example',
    });
    const reports = await host.deploymentStatuses(SHOP, id);
    expect(
      reports.map(({ state, by, environmentUrl }) => [state, by.login, by.machine, environmentUrl]),
    ).toEqual([
      ['in_progress', 'github-actions[bot]', true, null],
      ['success', 'lockkeeper[bot]', true, 'https://shop.example'],
    ]);
    expect(reports[1]?.description).toBe(`${'é'.repeat(139)}…`);
  });

  test('a branch that moved on gets no deployment; one that is gone hinders none', async () => {
    const { headSha } = openPull();
    const { sha: moved } = sandbox.as('ada').push({ branch: 'cart', files: { 'cart.ts': '2' } });
    expect(await host.createDeployment(SHOP, deploymentOf(headSha, 'cart'))).toMatchObject({
      sha: headSha,
    });
    expect(
      sandbox.read
        .deployments()
        .map(({ sha, statuses }) => [sha, statuses.map(({ state }) => state)]),
    ).toEqual([
      [moved, ['error']],
      [headSha, []],
    ]);
    expect(await host.createDeployment(SHOP, deploymentOf(headSha, 'gone'))).toMatchObject({
      sha: headSha,
    });
  });

  test('a refusal is in the words of GitHub', async () => {
    expect(await host.createDeployment(SHOP, deploymentOf('f'.repeat(40), null))).toEqual({
      refused: `No ref found for: ${'f'.repeat(40)}`,
    });
  });
});

const deploymentOf = (sha: string, ref: string | null): DeploymentAsk => ({
  sha,
  ref,
  environment: 'staging',
  production: false,
  description: 'Promotion to staging',
  payload: { promotion: 'P1', decision: 'd', fence: 7, chain: { seq: 1, hash: 'h' } },
});
