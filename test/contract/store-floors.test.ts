/** Where an owner's floors are read, on both databases. */
import { expect, it } from 'vitest';
import { onBothDatabases } from '../both-databases.ts';

onBothDatabases('floors', (at) => {
  it('are known by their owner', async () => {
    const { store } = at;
    expect(await store.floors.of('acme')).toBeNull();
    await store.floors.put({ owner: 'Acme', repositoryId: null, lookedAt: 1 });
    expect(await store.floors.of('acme')).toEqual({
      owner: 'acme',
      repositoryId: null,
      lookedAt: 1,
    });
    await store.floors.put({ owner: 'acme', repositoryId: 601, lookedAt: 2 ** 41 });
    const home = { owner: 'acme', repositoryId: 601, lookedAt: 2 ** 41 };
    expect(await store.floors.of('ACME')).toEqual(home);
    expect(await store.floors.of('other')).toBeNull();
  });
});
