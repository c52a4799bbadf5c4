/** Who of Slack is who of GitHub: what is linked, what of it still holds, and what ends it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../src/adapters/clock.ts';
import { createSigner, generateSigningKey } from '../../src/adapters/signer.ts';
import { openStore } from '../../src/adapters/store/open-store.ts';
import { DAY, MINUTE } from '../../src/core/instant.ts';
import type { Person } from '../../src/core/person.ts';
import { HostFault } from '../../src/ports/code-host.ts';
import type { IdentityLink } from '../../src/ports/identities.ts';
import { forgetPerson, forgetSlackUser, unlink } from '../../src/services/identity/end-links.ts';
import { tellFirstUse } from '../../src/services/identity/make-link.ts';
import { offerLink } from '../../src/services/identity/offer-link.ts';
import { whoIs } from '../../src/services/identity/who-is.ts';
import type { World } from '../../src/services/world.ts';
import { promotion } from '../core/samples.ts';

const ada = { id: 1001, login: 'ada', machine: false };
const slack = { team: 'T1', user: 'U1' };
const linkOf = (over: Partial<IdentityLink> = {}): IdentityLink => ({
  id: 'l1',
  slack,
  person: ada,
  provedAt: 0,
  toldOnGitHub: false,
  ...over,
});

let world: World;
let now: number;
/** What GitHub answers to who has an account's number. */
let onGitHub: (id: number) => Promise<Person | null>;
beforeEach(async () => {
  now = 1_000;
  onGitHub = async () => ada;
  const store = await openStore('file::memory:');
  await store.migrate();
  await store.repositories.put({
    id: 7,
    owner: 'acme',
    name: 'shop',
    defaultBranch: 'main',
    installationId: 1,
    active: true,
  });
  world = {
    store,
    clock: { ...systemClock, now: () => now },
    host: { personById: (_repository: unknown, id: number) => onGitHub(id) },
    signer: createSigner(generateSigningKey()),
    publicUrl: 'https://lock.acme.example',
    lacksForLinks: [],
    webUrl: 'https://github.com',
  } as unknown as World;
});
afterEach(() => world.store.close());

const recorded = async (): Promise<readonly string[]> => {
  const entries = await world.store.record.entries('slack:T1', 0, 99);
  return entries.map(({ kind, personId, body }) => `${kind} ${personId} ${body}`);
};

test('a Slack user who linked nothing is nobody, whatever the name', async () => {
  await world.store.identities.put(linkOf({ slack: { team: 'T2', user: 'U1' } }));
  expect(await whoIs(world, slack)).toEqual({ kind: 'unlinked' });
});

test('a linked one is the account under the login that it has now', async () => {
  await world.store.identities.put(linkOf());
  onGitHub = async () => ({ ...ada, login: 'ada-l' });
  const person = { ...ada, login: 'ada-l' };
  expect(await whoIs(world, slack)).toEqual({ kind: 'known', person, link: linkOf({ person }) });
  expect(await world.store.identities.of(slack)).toEqual(linkOf({ person }));
});

test('a link holds for 90 days', async () => {
  await world.store.identities.put(linkOf());
  now = 90 * DAY - 1;
  expect(await whoIs(world, slack)).toMatchObject({ kind: 'known' });
  now = 90 * DAY;
  expect(await whoIs(world, slack)).toEqual({ kind: 'stale' });
});

test('an account that is gone, or is no person, ends all that is linked to it', async () => {
  const other = linkOf({ id: 'l2', slack: { team: 'T1', user: 'U2' } });
  await world.store.identities.put(linkOf());
  await world.store.identities.put(other);
  onGitHub = async () => null;
  expect(await whoIs(world, slack)).toEqual({ kind: 'gone' });
  expect(await whoIs(world, slack)).toEqual({ kind: 'unlinked' });
  expect(await whoIs(world, other.slack)).toEqual({ kind: 'unlinked' });
  await world.store.identities.put(linkOf());
  onGitHub = async () => ({ ...ada, machine: true });
  expect(await whoIs(world, slack)).toEqual({ kind: 'gone' });
  expect((await recorded())[0]).toContain('"why":"account_gone"');
});

test('nobody is known while GitHub does not answer, and nothing ends by that', async () => {
  await world.store.identities.put(linkOf());
  onGitHub = async () => {
    throw new HostFault('unreachable', 'away');
  };
  await expect(whoIs(world, slack)).rejects.toThrow('away');
  expect(await world.store.identities.of(slack)).toEqual(linkOf());
});

test('an offer is an address that only its reader knows, for ten minutes', async () => {
  const offer = await offerLink(world, slack, 'p1');
  const { url = '', expiresAt = 0 } = 'url' in offer ? offer : {};
  expect(url).toMatch(/^https:\/\/lock\.acme\.example\/link\/[\w-]{43}$/);
  expect(expiresAt).toBe(now + 10 * MINUTE);
  const again = await offerLink(world, slack, 'p1');
  expect('url' in again ? again.url : '').not.toBe(url);
});

test('nothing is offered where a setting lacks, and the answer names it', async () => {
  const lacking = { ...world, lacksForLinks: ['GITHUB_CLIENT_ID', 'GITHUB_CLIENT_SECRET'] };
  expect(await offerLink(lacking, slack, null)).toEqual({
    unavailable:
      'Nobody can link an account here yet: GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET are not set. Whoever runs Lockkeeper can set them.',
  });
});

test('a link ends once by whoever ends it, and the record says why', async () => {
  const others = ['U2', 'U3'].map((user) => linkOf({ id: user, slack: { team: 'T1', user } }));
  for (const each of [linkOf(), ...others]) await world.store.identities.put(each);
  expect(await unlink(world, slack)).toEqual(linkOf());
  expect(await unlink(world, slack)).toBeNull();
  await forgetSlackUser(world, { team: 'T1', user: 'U2' });
  await forgetPerson(world, ada.id, 'revoked');
  await forgetPerson(world, ada.id, 'revoked');
  expect(await world.store.identities.all(null, 9)).toEqual([]);
  expect(await recorded()).toEqual([
    'link.ended 1001 {"by":{"id":1001,"login":"ada","machine":false},"slack":{"team":"T1","user":"U1"},"why":"unlinked"}',
    'link.ended 1001 {"by":{"id":1001,"login":"ada","machine":false},"slack":{"team":"T1","user":"U2"},"why":"slack_user_gone"}',
    'link.ended 1001 {"by":{"id":1001,"login":"ada","machine":false},"slack":{"team":"T1","user":"U3"},"why":"revoked"}',
  ]);
});

test('the account is told on GitHub where the link is first used, once', async () => {
  await world.store.identities.put(linkOf());
  const use = (pullNumber: number | null) =>
    world.store.transaction((tx) =>
      tellFirstUse(world, tx, linkOf(), { ...promotion({ kind: 'pending' }), pullNumber }),
    );
  await use(null);
  expect(await world.store.outbox.claim(now, 1, 9)).toEqual([]);
  await use(12);
  await use(13);
  expect(await world.store.outbox.claim(now, 1, 9)).toMatchObject([
    {
      key: 'notice:link:l1',
      payload: {
        number: 12,
        body: '@ada: the Slack user `U1` of the workspace `T1` is linked to your GitHub account, so what they press there counts as yours. If that is not you, end it: revoke this app under [Settings, Applications](https://github.com/settings/apps/authorizations), or type `/lockkeeper unlink` in Slack.',
      },
    },
  ]);
});
