// What people do changes one state, is refused where GitHub refuses it, and is told in order.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Opened, open } from './open.ts';

let at: Opened;
beforeEach(async () => {
  at = await open();
});
afterEach(() => at.close());

const pull = (login = 'ada') =>
  at.sandbox.as(login).openPull({ title: 'A change', branch: 'change', files: { a: '1' } });

describe('events', () => {
  test('come signed, in order, each with an id of its own', async () => {
    const { number } = pull();
    at.sandbox.as('bob').push({ branch: 'change', files: { b: '1' } });
    at.sandbox.as('grace').review(number, 'APPROVE');
    at.sandbox.as('ada').comment(number, '/promote staging');
    at.sandbox.as('omar').merge(number, 'merge');
    expect(at.sandbox.busy()).toBe(true);
    await at.sandbox.settled();
    expect(at.sandbox.busy()).toBe(false);
    expect(at.names()).toEqual([
      'push',
      'pull_request.opened',
      'push',
      'pull_request.synchronize',
      'pull_request_review.submitted',
      'issue_comment.created',
      'push',
      'pull_request.closed',
    ]);
    expect(at.heard.every(({ signed }) => signed)).toBe(true);
    expect(new Set(at.heard.map(({ delivery }) => delivery)).size).toBe(8);
    expect(at.heard[0]?.delivery).toMatch(
      /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
    );
    expect(at.sandbox.deliveries.every(({ status }) => status === 202)).toBe(true);
  });

  test('of a push carry both ends, who pushed, and the time on the pull request', async () => {
    const { headSha } = pull();
    at.clock.time += 60_000;
    const { sha } = at.sandbox.as('bob').push({ branch: 'change', files: { b: '1' } });
    await at.sandbox.settled();
    expect(at.heard.at(-2)?.body).toMatchObject({
      ref: 'refs/heads/change',
      before: headSha,
      after: sha,
      forced: false,
      created: false,
      sender: { login: 'bob', id: 1004 },
      installation: { id: at.sandbox.app.installationId },
      repository: { full_name: 'acme/shop', default_branch: 'main', owner: { login: 'acme' } },
    });
    expect(at.heard.at(-1)?.body).toMatchObject({
      action: 'synchronize',
      before: headSha,
      after: sha,
      pull_request: { head: { sha }, updated_at: '2026-11-21T09:13:00Z' },
    });
  });

  test('of a merge say by whom and as what', async () => {
    const { number } = pull();
    const { sha } = at.sandbox.as('grace').merge(number, 'squash');
    await at.sandbox.settled();
    expect(at.heard.at(-1)?.body.pull_request).toMatchObject({
      state: 'closed',
      merged: true,
      merge_commit_sha: sha,
      merged_by: { login: 'grace' },
    });
    expect(at.sandbox.read.pull(number)).toMatchObject({ state: 'merged', mergeSha: sha });
  });

  test('of teams name the organisation and no repository', async () => {
    at.sandbox.as('omar').joinTeam('security', 'ada');
    at.sandbox.as('omar').leaveTeam('security', 'ada');
    await at.sandbox.settled();
    expect(at.names()).toEqual(['membership.added', 'membership.removed']);
    expect(at.heard[0]?.body).toMatchObject({
      scope: 'team',
      member: { login: 'ada' },
      team: { slug: 'security' },
      organization: { login: 'acme' },
    });
    expect(at.heard[0]?.body.repository).toBeUndefined();
  });

  test('nobody who listens is a failed delivery, and the next one is still sent', async () => {
    at.sandbox.connectApp({ url: 'http://127.0.0.1:9/', secret: 'x' });
    pull();
    await at.sandbox.settled();
    expect(at.sandbox.deliveries.map(({ status }) => status)).toEqual([502, 502]);
  });
});

describe('refused', () => {
  test('approving or rejecting the own pull request', () => {
    const { number } = pull();
    const ada = at.sandbox.as('ada');
    expect(() => ada.review(number, 'APPROVE')).toThrow('Can not approve your own pull request');
    expect(() => ada.review(number, 'REQUEST_CHANGES')).toThrow('own pull request');
    expect(ada.review(number, 'COMMENT').id).toBeGreaterThan(0);
  });

  test('writing without write access, and anything without access', () => {
    const { number } = pull();
    expect(() => at.sandbox.as('mallory').merge(number, 'merge')).toThrow('write access');
    expect(() => at.sandbox.as('mallory').push({ branch: 'x', files: {} })).toThrow('write access');
    expect(() => at.sandbox.as('zoe').comment(number, 'hi')).toThrow('Not Found');
    expect(() => at.sandbox.as('nobody')).toThrow('not a user');
  });

  test('merging what conflicts or is closed', () => {
    const { number } = pull();
    at.sandbox.as('bob').push({ branch: 'main', files: { a: 'other' } });
    expect(() => at.sandbox.as('grace').merge(number, 'merge')).toThrow('conflict in a');
    at.sandbox.as('ada').closePull(number);
    expect(() => at.sandbox.as('grace').merge(number, 'merge')).toThrow('not mergeable');
  });
});

test('a forced push puts the new commit in the place of the last', async () => {
  const { headSha } = pull();
  const { sha } = at.sandbox.as('bob').push({ branch: 'change', files: { a: '2' }, force: true });
  const { body } = await at.call('GET', `/repos/acme/shop/compare/${headSha}...${sha}`);
  expect(body).toMatchObject({ status: 'diverged', ahead_by: 1, behind_by: 1 });
  await at.sandbox.settled();
  expect(at.heard.at(-2)?.body).toMatchObject({ before: headSha, forced: true });
});
