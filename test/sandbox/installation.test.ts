// The end of an installation, and members who have not accepted yet.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jwt, type Opened, open, START, send } from './open.ts';

const REPO = '/repos/acme/shop';
let at: Opened;
beforeEach(async () => {
  at = await open();
});
afterEach(() => at.close());

const heard = async () => {
  await at.sandbox.settled();
  return at.names();
};
const mint = () =>
  send(`${at.sandbox.url}/app/installations/${at.sandbox.app.installationId}/access_tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${jwt(at.sandbox, START)}` },
  });
const push = () => at.sandbox.as('ada').push({ branch: 'main', files: { a: 'more' } });

test('an app that is uninstalled is told so, and then nothing more in either direction', async () => {
  at.sandbox.as('omar').uninstallApp();
  push();
  expect(await heard()).toEqual(['installation.deleted']);
  expect(at.heard[0]?.body).toMatchObject({
    installation: { id: at.sandbox.app.installationId, app_id: at.sandbox.app.id },
    repositories: [{ id: 600, full_name: 'acme/shop' }],
    sender: { login: 'omar' },
  });
  expect(at.heard[0]?.body).not.toHaveProperty('repository');
  expect(await at.call('GET', `${REPO}/commits/main`)).toMatchObject({
    status: 401,
    body: { message: 'Bad credentials' },
  });
  expect((await at.graphql('{ rateLimit { cost } }')).status).toBe(401);
  expect((await mint()).status).toBe(404);
});

test('a suspended app is refused until it is let in again', async () => {
  at.sandbox.as('omar').suspendApp();
  push();
  const refusal = { status: 403, body: { message: 'This installation has been suspended' } };
  expect(await at.call('GET', `${REPO}/commits/main`)).toMatchObject(refusal);
  expect(await mint()).toMatchObject(refusal);
  at.sandbox.as('omar').unsuspendApp();
  push();
  expect((await at.call('GET', `${REPO}/commits/main`)).status).toBe(200);
  expect(await heard()).toEqual(['installation.suspend', 'installation.unsuspend', 'push']);
});

test('a repository that is taken away is not found, while the organisation still is', async () => {
  at.sandbox.as('omar').removeRepository();
  push();
  at.sandbox.as('omar').joinTeam('security', 'ada');
  expect(await heard()).toEqual(['installation_repositories.removed', 'membership.added']);
  expect(at.heard[0]?.body).toMatchObject({
    repository_selection: 'selected',
    repositories_added: [],
    repositories_removed: [{ id: 600, name: 'shop', full_name: 'acme/shop', private: true }],
  });
  expect((await at.call('GET', `${REPO}/commits/main`)).status).toBe(404);
  expect((await at.call('POST', `${REPO}/deployments`, { ref: 'main' })).status).toBe(404);
  const { body } = await at.graphql(
    '{ repository(owner: "acme", name: "shop") { name } organization(login: "acme") { login } }',
  );
  expect(body).toMatchObject({
    data: { repository: null, organization: { login: 'acme' } },
    errors: [{ type: 'NOT_FOUND' }],
  });
  expect((await mint()).status).toBe(201);
});

test('only an admin may do any of it', () => {
  const ada = at.sandbox.as('ada');
  for (const act of [ada.uninstallApp, ada.suspendApp, ada.unsuspendApp, ada.removeRepository]) {
    expect(act).toThrow('admin access');
  }
});

describe('a person who is invited to a team', () => {
  const members = async () => {
    const { body } = await at.graphql<{
      readonly organization: {
        readonly team: { readonly members: { readonly nodes: readonly { login: string }[] } };
      };
    }>(
      '{ organization(login: "acme") { team(slug: "security") { members(first: 9) { nodes { login } } } } }',
    );
    return body.data.organization.team.members.nodes.map(({ login }) => login);
  };

  test('is no member until they accept', async () => {
    at.sandbox.as('omar').inviteToTeam('security', 'zoe');
    expect(await members()).toEqual(['linus']);
    expect(await heard()).toEqual([]);
    at.sandbox.as('zoe').joinTeam('security', 'zoe');
    expect(await members()).toEqual(['linus', 'zoe']);
    expect(await heard()).toEqual(['membership.added']);
  });

  test('stays a member when they were one already', async () => {
    at.sandbox.as('omar').inviteToTeam('security', 'linus');
    expect(await members()).toEqual(['linus']);
  });
});
