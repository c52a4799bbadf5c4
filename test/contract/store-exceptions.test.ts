/** What is said about freezes, on both databases. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/adapters/store/open-store.ts';
import { Conflict, type Store } from '../../src/ports/store.ts';
import { ada, exception, grace, NOON, promotion } from '../core/samples.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';

let postgres: TestPostgres;
let folder: string;
beforeAll(async () => {
  postgres = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'lockkeeper-exceptions-'));
});
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

describe.each(['SQLite', 'PostgreSQL'] as const)('exceptions on %s', (engine) => {
  let store: Store;
  beforeAll(async () => {
    const url =
      engine === 'SQLite' ? `file:${join(folder, 'a.db')}` : await postgres.newDatabase('a');
    store = await openStore(url);
    await store.migrate();
    await store.promotions.insert(promotion({ kind: 'pending' }));
  });
  afterAll(async () => {
    await store.close();
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
    await expect(store.exceptions.insert(exception(ada))).rejects.toThrow(Conflict);
  });
});
