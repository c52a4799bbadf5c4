/** Links of Slack users to GitHub accounts, and how they are offered: the same on both databases. */
import { beforeEach, describe, expect, it } from 'vitest';
import type { IdentityLink, LinkSession, LinkTicket } from '../../src/ports/identities.ts';
import { Conflict, type Store } from '../../src/ports/store.ts';
import { onBothDatabases } from '../both-databases.ts';

const ada = { id: 1001, login: 'ada', machine: false };
const bob = { id: 1004, login: 'bob', machine: false };
const slack = { team: 'T1', user: 'U1' };

const link = (id: string, over: Partial<IdentityLink> = {}): IdentityLink => ({
  id,
  slack,
  person: ada,
  provedAt: 1_000,
  toldOnGitHub: false,
  ...over,
});

const ticket = (tokenHash: string, over: Partial<LinkTicket> = {}): LinkTicket => ({
  tokenHash,
  slack,
  offeredAt: 1_000,
  expiresAt: 2_000,
  promotionId: null,
  ...over,
});

const session = (cookieHash: string, over: Partial<LinkSession> = {}): LinkSession => ({
  cookieHash,
  tokenHash: 't1',
  next: 'slack',
  names: null,
  person: null,
  ...over,
});

onBothDatabases('who of Slack is who of GitHub', (at) => {
  let store: Store;
  beforeEach(() => {
    ({ store } = at);
  });

  describe('links', () => {
    it('are one for a Slack user, and as many as there are for a person', async () => {
      const elsewhere = { team: 'T2', user: 'U1' };
      await store.identities.put(link('l1'));
      await store.identities.put(link('l2', { slack: elsewhere }));
      expect(await store.identities.of(slack)).toEqual(link('l1'));
      expect(await store.identities.of({ team: 'T1', user: 'U2' })).toBeNull();
      expect(await store.identities.ofPerson(ada.id)).toEqual([
        link('l1'),
        link('l2', { slack: elsewhere }),
      ]);
      await store.identities.put(link('l3', { person: bob }));
      expect(await store.identities.of(slack)).toEqual(link('l3', { person: bob }));
      expect(await store.identities.ofPerson(ada.id)).toHaveLength(1);
      await expect(store.identities.remove('l1')).rejects.toThrow(Conflict);
    });

    it('end once, and can be walked through', async () => {
      for (const id of ['l1', 'l2', 'l3']) {
        await store.identities.put(link(id, { slack: { team: 'T1', user: id } }));
      }
      const ids = async (after: string | null) =>
        (await store.identities.all(after, 2)).map((each) => each.id);
      expect([await ids(null), await ids('l2'), await ids('l3')]).toEqual([
        ['l1', 'l2'],
        ['l3'],
        [],
      ]);
      await store.identities.remove('l2');
      await expect(store.identities.remove('l2')).rejects.toThrow(Conflict);
      expect(await ids('l1')).toEqual(['l3']);
    });
  });

  describe('offers', () => {
    it('are used once, and stay known until they are forgotten', async () => {
      await store.identities.offer(ticket('t1', { promotionId: 'p1' }));
      await store.identities.offer(ticket('t2', { expiresAt: 3_000 }));
      expect(await store.identities.ticket('t1')).toEqual({
        ...ticket('t1', { promotionId: 'p1' }),
        used: false,
      });
      await store.identities.use('t1');
      await expect(store.identities.use('t1')).rejects.toThrow(Conflict);
      await expect(store.identities.use('t3')).rejects.toThrow(Conflict);
      expect(await store.identities.ticket('t1')).toMatchObject({ used: true });
      await store.identities.begin(session('c1'));
      await store.identities.forget(3_000);
      expect(await store.identities.ticket('t1')).toBeNull();
      expect(await store.identities.session('c1')).toBeNull();
      expect(await store.identities.ticket('t2')).toMatchObject({ used: false });
    });

    it('are taken up in several browsers, each of which takes a step once', async () => {
      await store.identities.offer(ticket('t1'));
      await store.identities.begin(session('c1'));
      await store.identities.begin(session('c2'));
      const proved = session('c1', { next: 'github', names: { user: 'Ada', team: 'Acme' } });
      await store.identities.step(proved, 'slack');
      await expect(store.identities.step(proved, 'slack')).rejects.toThrow(Conflict);
      expect(await store.identities.session('c1')).toEqual(proved);
      expect(await store.identities.session('c2')).toEqual(session('c2'));
      expect(await store.identities.session('c3')).toBeNull();
    });
  });
});
