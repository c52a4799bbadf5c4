/** What is said about freezes, on both databases. */
import { beforeEach, expect, it } from 'vitest';
import { Conflict, type Store } from '../../src/ports/store.ts';
import { onBothDatabases } from '../both-databases.ts';
import { ada, exception, grace, NOON, promotion } from '../core/samples.ts';

onBothDatabases('exceptions', (at) => {
  let store: Store;
  beforeEach(async () => {
    ({ store } = at);
    await store.promotions.insert(promotion({ kind: 'pending' }));
  });

  it('are kept whole and given in the order they were said', async () => {
    const asked = exception(ada, { reason: 'ü \u0000 🎉' });
    const confirmed = exception(grace, { at: NOON, reason: null });
    await store.exceptions.insert(confirmed);
    await store.exceptions.insert(asked);
    expect(await store.exceptions.of('P1')).toEqual([asked, confirmed]);
    expect(await store.exceptions.of('P2')).toEqual([]);
  });

  it('are kept once', async () => {
    await store.exceptions.insert(exception(ada));
    await expect(store.exceptions.insert(exception(ada))).rejects.toThrow(Conflict);
  });
});
