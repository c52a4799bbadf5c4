/** What was told to whom, and which endpoints are gone: the same on both databases. */
import { beforeEach, expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import type { TargetDelivery } from '../../src/ports/target-deliveries.ts';
import { onBothDatabases } from '../both-databases.ts';

const delivery = (id: string, over: Partial<TargetDelivery> = {}): TargetDelivery => ({
  id,
  repositoryId: 7,
  environment: 'production',
  event: 'failed',
  address: { kind: 'webhook', url: 'https://hooks.example.com/x?token=ü', secret: 'default' },
  target: 'hooks.example.com',
  state: 'waiting',
  attempts: 0,
  error: null,
  createdAt: 1_000,
  updatedAt: 1_000,
  body: '{"reason":"ü 🎉"}',
  ...over,
});

onBothDatabases('what was told', (at) => {
  let store: Store;
  beforeEach(() => {
    ({ store } = at);
  });
  const list = async (repositoryId: number | null, failed = false, limit = 10) =>
    (await store.targetDeliveries.list({ repositoryId, failed }, limit)).map(({ id }) => id);

  it('is kept whole and once', async () => {
    const { targetDeliveries } = store;
    expect(await targetDeliveries.insert(delivery('a'))).toBe(true);
    expect(await targetDeliveries.insert(delivery('a', { body: 'another' }))).toBe(false);
    expect(await targetDeliveries.byId('a')).toEqual(delivery('a'));
    expect(await targetDeliveries.byId('b')).toBeNull();
    const mail = delivery('m', { address: { kind: 'email', to: ['a@b.example'] }, body: null });
    await targetDeliveries.insert(mail);
    expect(await targetDeliveries.byId('m')).toEqual(mail);
  });

  it('stays as it ended', async () => {
    const { targetDeliveries } = store;
    await targetDeliveries.insert(delivery('a'));
    const tried = { attempts: 1, error: 'it answered 500', updatedAt: 2_000 };
    await targetDeliveries.update(delivery('a', tried));
    expect(await targetDeliveries.byId('a')).toEqual(delivery('a', tried));
    const over = { state: 'delivered', attempts: 2, updatedAt: 3_000, body: null } as const;
    await targetDeliveries.update(delivery('a', over));
    await targetDeliveries.update(delivery('a', { state: 'failed', attempts: 9 }));
    expect(await targetDeliveries.byId('a')).toEqual(delivery('a', over));
    const notSaid = {
      state: 'not_said',
      error: 'nobody needs it',
      attempts: 1,
      body: null,
    } as const;
    await targetDeliveries.insert(delivery('b'));
    await targetDeliveries.update(delivery('b', notSaid));
    await targetDeliveries.update(delivery('b', { state: 'failed', attempts: 9 }));
    expect(await targetDeliveries.byId('b')).toEqual(delivery('b', notSaid));
  });

  it('is listed newest first, and forgotten oldest first', async () => {
    const { targetDeliveries } = store;
    await targetDeliveries.insert(delivery('b', { createdAt: 2_000 }));
    await targetDeliveries.insert(delivery('c', { createdAt: 3_000, repositoryId: 8 }));
    await targetDeliveries.insert(delivery('a', { state: 'failed' }));
    expect(await list(null)).toEqual(['c', 'b', 'a']);
    expect(await list(null, false, 2)).toEqual(['c', 'b']);
    expect(await list(7)).toEqual(['b', 'a']);
    expect(await list(7, true)).toEqual(['a']);
    expect(await list(8, true)).toEqual([]);
    await targetDeliveries.forget(3_000, 1);
    expect(await list(null)).toEqual(['c', 'b']);
    await targetDeliveries.forget(3_000, 9);
    expect(await list(null)).toEqual(['c']);
  });

  it('is told to no endpoint that is gone, for as long as it is named', async () => {
    const { targetDeliveries } = store;
    await targetDeliveries.setGone(7, 'https://a.example', 1);
    await targetDeliveries.setGone(7, 'https://a.example', 2);
    await targetDeliveries.setGone(7, 'https://b.example', 2);
    await targetDeliveries.setGone(8, 'https://b.example', 2);
    expect(await targetDeliveries.isGone(7, 'https://a.example')).toBe(true);
    expect(await targetDeliveries.isGone(8, 'https://a.example')).toBe(false);
    await targetDeliveries.keepGone(7, ['https://a.example', 'https://c.example']);
    expect(await targetDeliveries.isGone(7, 'https://a.example')).toBe(true);
    expect(await targetDeliveries.isGone(7, 'https://b.example')).toBe(false);
    await targetDeliveries.keepGone(7, []);
    expect(await targetDeliveries.isGone(7, 'https://a.example')).toBe(false);
    expect(await targetDeliveries.isGone(8, 'https://b.example')).toBe(true);
  });
});
