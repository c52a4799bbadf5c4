// Issues that are no pull requests: they share the numbers and the comments, and nothing else.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Opened, open } from './open.ts';

let at: Opened;
beforeEach(async () => {
  at = await open();
});
afterEach(() => at.close());

const comments = async () => {
  await at.sandbox.settled();
  return at.heard.filter(({ event }) => event === 'issue_comment').map(({ body }) => body.issue);
};

test('issues and pull requests are counted together', () => {
  const ada = at.sandbox.as('ada');
  expect(ada.openIssue({ title: 'It is slow' })).toEqual({ number: 1 });
  expect(ada.openPull({ title: 'Faster', branch: 'fast', files: { a: '1' } }).number).toBe(2);
  expect(at.sandbox.as('mallory').openIssue({ title: 'Still slow', body: 'So.' }).number).toBe(3);
  expect(() => at.sandbox.as('zoe').openIssue({ title: 'Hidden' })).toThrow('Not Found');
});

test('a comment on one names no pull request', async () => {
  const ada = at.sandbox.as('ada');
  ada.openIssue({ title: 'It is slow' });
  ada.openPull({ title: 'Faster', branch: 'fast', files: { a: '1' } });
  ada.comment(1, 'Look at this');
  ada.comment(2, 'Look at that');
  const [onIssue, onPull] = await comments();
  expect(onIssue).toMatchObject({ number: 1, title: 'It is slow', user: { login: 'ada' } });
  expect(onIssue).not.toHaveProperty('pull_request');
  expect(onPull).toHaveProperty('pull_request');
  expect(at.names()).not.toContain('issues.opened');
});

test('the app comments on one as on a pull request', async () => {
  at.sandbox.as('ada').openIssue({ title: 'It is slow' });
  const path = '/repos/acme/shop/issues/1/comments';
  expect((await at.call('POST', path, { body: 'Seen' })).status).toBe(201);
  expect((await at.call('GET', path)).body).toMatchObject([{ body: 'Seen' }]);
  expect(at.sandbox.read.comments(1)).toMatchObject([{ author: 'lockkeeper[bot]' }]);
});

test('GraphQL knows no pull request of its number, and nobody merges or reviews it', async () => {
  const ada = at.sandbox.as('ada');
  ada.openIssue({ title: 'It is slow' });
  const { body } = await at.graphql(
    '{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { title } } }',
  );
  expect(body).toMatchObject({
    data: { repository: { pullRequest: null } },
    errors: [{ type: 'NOT_FOUND', path: ['repository', 'pullRequest'] }],
  });
  expect(() => ada.merge(1, 'merge')).toThrow('Not Found');
  expect(() => ada.review(1, 'COMMENT')).toThrow('Not Found');
});

test('its page shows what was said and lets people say more', async () => {
  at.sandbox.as('ada').openIssue({ title: 'It is slow', body: '<b>very</b>' });
  const page = async (path: string) => (await fetch(`${at.sandbox.url}${path}`)).text();
  expect(await page('/ui/')).toContain('It is slow');
  const said = await fetch(`${at.sandbox.url}/ui/issues/1/say`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: at.sandbox.url, cookie: 'who=grace' },
    body: new URLSearchParams({ body: 'I see it too', back: '/ui/issues/1' }),
  });
  expect(said.headers.get('location')).toBe('/ui/issues/1');
  const shown = await page('/acme/shop/issues/1');
  expect(shown).toContain('&lt;b&gt;very&lt;/b&gt;');
  expect(shown).toContain('I see it too');
});
