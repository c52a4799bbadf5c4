// Branches that go, and files that go with a push.
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { jwt, type Opened, open, START, send } from './open.ts';

const REPO = '/repos/acme/shop';
const ZEROS = '0'.repeat(40);
let at: Opened;
beforeEach(async () => {
  at = await open();
});
afterEach(() => at.close());

const pull = () =>
  at.sandbox.as('ada').openPull({ title: 'A change', branch: 'change', files: { a: '1' } });
const heard = async () => {
  await at.sandbox.settled();
  return at.names();
};

describe('a branch that is deleted', () => {
  test('is sent as a push to nothing, and stays in the activity', async () => {
    const { number, headSha } = pull();
    at.sandbox.as('grace').merge(number, 'squash');
    at.sandbox.as('grace').deleteBranch('change');
    expect((await heard()).at(-1)).toBe('push');
    expect(at.heard.at(-1)?.body).toMatchObject({
      ref: 'refs/heads/change',
      before: headSha,
      after: ZEROS,
      created: false,
      deleted: true,
      forced: false,
      commits: [],
      head_commit: null,
      sender: { login: 'grace' },
    });
    const { body } = await at.call('GET', `${REPO}/activity?ref=change`);
    expect(body).toMatchObject([
      { activity_type: 'branch_deletion', before: headSha, after: ZEROS },
      { activity_type: 'branch_creation' },
    ]);
    expect((await at.call('GET', `${REPO}/commits/change`)).status).toBe(422);
    expect((await at.call('GET', `${REPO}/commits/${headSha}`)).status).toBe(200);
  });

  test('has no ref any more, while the pull request keeps its head', async () => {
    const { number, headSha } = pull();
    at.sandbox.as('grace').merge(number, 'merge');
    at.sandbox.as('ada').deleteBranch('change');
    const { body } = await at.graphql(
      '{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { headRefName headRefOid headRef { name } } } }',
    );
    const told = { headRefName: 'change', headRefOid: headSha, headRef: null };
    expect(body.data).toEqual({ repository: { pullRequest: told } });
  });

  test('closes its open pull request, which cannot be opened again without it', async () => {
    const { number } = pull();
    at.sandbox.as('bob').deleteBranch('change');
    expect((await heard()).slice(-2)).toEqual(['push', 'pull_request.closed']);
    expect(at.heard.at(-1)?.body).toMatchObject({
      sender: { login: 'bob' },
      pull_request: { merged: false },
    });
    expect(() => at.sandbox.as('ada').reopenPull(number)).toThrow('was deleted');
  });

  test('of a fork shows in the events of its pull request alone', async () => {
    const mallory = at.sandbox.as('mallory');
    mallory.openPull({ title: 'From outside', branch: 'change', files: { a: '1' }, fork: true });
    mallory.deleteBranch('change', { fork: true });
    expect(await heard()).toEqual(['pull_request.opened', 'pull_request.closed']);
  });

  test('is there, is not the default one, and is of those who may write', () => {
    pull();
    expect(() => at.sandbox.as('ada').deleteBranch('none')).toThrow('Not Found');
    expect(() => at.sandbox.as('ada').deleteBranch('main')).toThrow('default branch');
    expect(() => at.sandbox.as('mallory').deleteBranch('change')).toThrow('write access');
  });
});

test('a file that is null in a push is gone', async () => {
  pull();
  const { sha } = at.sandbox.as('ada').push({ branch: 'change', files: { a: null, b: '1' } });
  const { body } = await at.graphql(`{ repository(owner: "acme", name: "shop") {
    object(oid: "${sha}") { ... on Commit { a: file(path: "a") { name } b: file(path: "b") { name } } } } }`);
  expect(body.data).toEqual({ repository: { object: { a: null, b: { name: 'b' } } } });
  at.sandbox.as('grace').merge(1, 'merge');
  expect((await at.call('GET', `${REPO}/commits/main`)).status).toBe(200);
});

describe('events', () => {
  test('that the app has not subscribed to are not sent', async () => {
    at.sandbox.as('omar').setRole('ada', 'maintain');
    await at.call('POST', `${REPO}/deployments`, { ref: 'main', auto_merge: false });
    expect(await heard()).toEqual([]);
  });

  test('that are sent are those of the app as it is registered', async () => {
    const { default_events: events, default_permissions: permissions } = parse(
      readFileSync('app.yml', 'utf8'),
    );
    const headers = { authorization: `Bearer ${jwt(at.sandbox, START)}` };
    const { body } = await send(`${at.sandbox.url}/app`, { headers });
    expect(body).toMatchObject({ events, permissions });
  });
});
