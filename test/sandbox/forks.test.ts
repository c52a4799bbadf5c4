// Forks: repositories of people, whose branches the app hears of through pull requests alone.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Opened, open } from './open.ts';

const UPSTREAM = '/repos/acme/shop';
let at: Opened;
beforeEach(async () => {
  at = await open();
});
afterEach(() => at.close());

const mallory = () => at.sandbox.as('mallory');
const openFromFork = (branch = 'change') =>
  mallory().openPull({ title: 'From outside', branch, files: { a: '1' }, fork: true });
const payloads = async (event: string) => {
  await at.sandbox.settled();
  return at.heard.filter((each) => each.event === event).map(({ body }) => body);
};

const headRepositoryId = async () =>
  (await payloads('pull_request'))[0]?.pull_request?.head.repo.id;

const ofPull = async (fields: string) =>
  (
    await at.graphql(
      `{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { ${fields} } } }`,
    )
  ).body.data;

describe('a pull request from a fork', () => {
  test('is opened by a person who may not write, and sends no push', async () => {
    const { headSha } = openFromFork();
    expect(await payloads('push')).toEqual([]);
    expect(await payloads('pull_request')).toMatchObject([
      {
        action: 'opened',
        repository: { full_name: 'acme/shop' },
        pull_request: {
          user: { login: 'mallory' },
          head: {
            label: 'mallory:change',
            ref: 'change',
            sha: headSha,
            user: { login: 'mallory' },
            repo: { full_name: 'mallory/shop', fork: true, owner: { login: 'mallory' } },
          },
          base: { label: 'acme:main', repo: { id: 600, fork: false } },
        },
      },
    ]);
    expect(await headRepositoryId()).not.toBe(600);
  });

  test('shows in GraphQL with its own repository and branch', async () => {
    const { headSha } = openFromFork();
    const databaseId = await headRepositoryId();
    const fields =
      'isCrossRepository headRefName headRefOid headRef { target { oid } } headRepository { databaseId nameWithOwner }';
    const told = {
      isCrossRepository: true,
      headRefName: 'change',
      headRefOid: headSha,
      headRef: { target: { oid: headSha } },
      headRepository: { databaseId, nameWithOwner: 'mallory/shop' },
    };
    expect(await ofPull(fields)).toEqual({ repository: { pullRequest: told } });
  });

  test('follows the branch of the fork and not one of the same name', async () => {
    const { headSha } = openFromFork();
    at.sandbox.as('bob').push({ branch: 'change', files: { b: 'ours' } });
    expect(at.sandbox.read.pull(1).headSha).toBe(headSha);
    const { sha } = mallory().push({ branch: 'change', files: { a: '2' }, fork: true });
    expect(at.sandbox.read.pull(1).headSha).toBe(sha);
    expect((await payloads('push')).map(({ sender }) => sender)).toMatchObject([{ login: 'bob' }]);
    expect((await payloads('pull_request')).at(-1)).toMatchObject({
      action: 'synchronize',
      before: headSha,
      after: sha,
      sender: { login: 'mallory' },
    });
  });

  test('shares its commits with the whole network, and not its branches', async () => {
    const { headSha } = openFromFork('only-there');
    const bySha = await at.call('GET', `${UPSTREAM}/commits/${headSha}`);
    expect(bySha).toMatchObject({ status: 200, body: { sha: headSha } });
    expect((await at.call('GET', `${UPSTREAM}/commits/only-there`)).status).toBe(422);
    const compared = await at.call('GET', `${UPSTREAM}/compare/main...${headSha}`);
    expect(compared.body).toMatchObject({ status: 'ahead', ahead_by: 1 });
  });

  test('is named by none of the checks of its head', async () => {
    const { headSha } = openFromFork();
    at.sandbox.as('ada').setCheck(headSha, 'build', 'success');
    expect((await payloads('check_run')).at(-1)).toMatchObject({
      check_run: { head_sha: headSha, pull_requests: [] },
    });
  });

  test.each(['merge', 'squash', 'rebase'] as const)('is merged by %s', async (method) => {
    openFromFork();
    expect(() => mallory().merge(1, method)).toThrow('write access');
    const { sha } = at.sandbox.as('grace').merge(1, method);
    expect(at.sandbox.read.pull(1)).toMatchObject({ state: 'merged', mergeSha: sha });
    expect((await at.call('GET', `${UPSTREAM}/commits/main`)).body).toMatchObject({ sha });
  });

  test('is closed and opened again by its author', async () => {
    openFromFork();
    mallory().closePull(1);
    const { sha } = mallory().push({ branch: 'change', files: { a: '2' }, fork: true });
    expect(at.sandbox.read.pull(1).headSha).not.toBe(sha);
    mallory().reopenPull(1);
    expect(at.sandbox.read.pull(1)).toMatchObject({ state: 'open', headSha: sha });
  });

  test('may be pushed to by those who may write upstream, as GitHub lets maintainers', () => {
    openFromFork();
    const push = (login: string) =>
      at.sandbox.as(login).push({ branch: 'change', files: { a: login }, fork: 'mallory' });
    expect(at.sandbox.read.pull(1).headSha).not.toBe(push('bob').sha);
    expect(() => push('zoe')).toThrow('Not Found');
  });
});

describe('the activity of a fork', () => {
  const activity = () => at.call('GET', '/repos/mallory/shop/activity?ref=refs/heads/change');

  test('is hidden as long as the repository is private: the app is not installed there', async () => {
    openFromFork();
    expect((await activity()).status).toBe(404);
  });

  test('says who pushed, once everybody may read', async () => {
    at.sandbox.as('omar').makePublic();
    const { headSha } = openFromFork();
    mallory().push({ branch: 'change', files: { a: '2' }, force: true, fork: true });
    expect(await activity()).toMatchObject({
      status: 200,
      body: [
        { activity_type: 'force_push', before: headSha, actor: { login: 'mallory' } },
        { activity_type: 'branch_creation', after: headSha },
      ],
    });
    const upstream = await at.call('GET', `${UPSTREAM}/activity?ref=refs/heads/change`);
    expect(upstream.body).toEqual([]);
    expect((await at.call('GET', '/repos/ada/shop/activity')).status).toBe(404);
  });

  test('a public repository is read by everybody, and written by those who may', async () => {
    at.sandbox.as('omar').makePublic();
    openFromFork();
    expect(at.sandbox.as('zoe').comment(1, 'hi').id).toBeGreaterThan(0);
    expect(() => at.sandbox.as('zoe').merge(1, 'merge')).toThrow('write access');
    expect((await at.call('GET', `${UPSTREAM}/collaborators/zoe/permission`)).body).toMatchObject({
      permission: 'read',
      role_name: 'read',
    });
  });

  test('anything else that is asked of a fork is refused and kept apart', async () => {
    at.sandbox.as('omar').makePublic();
    openFromFork();
    expect((await at.call('GET', '/repos/mallory/shop/commits/main')).status).toBe(404);
    expect(at.sandbox.unknownCalls).toEqual(['GET /repos/mallory/shop/commits/main']);
  });
});
