/** Where an owner's floors are read, on both databases. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openStore } from '../../src/adapters/store/open-store.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';

let postgres: TestPostgres;
let folder: string;
beforeAll(async () => {
  postgres = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'lockkeeper-floors-'));
});
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

it.each(['SQLite', 'PostgreSQL'] as const)('are known by their owner on %s', async (engine) => {
  const url =
    engine === 'SQLite' ? `file:${join(folder, 'a.db')}` : await postgres.newDatabase('a');
  const store = await openStore(url);
  await store.migrate();
  expect(await store.floors.of('acme')).toBeNull();
  await store.floors.put({ owner: 'Acme', repositoryId: null, lookedAt: 1 });
  expect(await store.floors.of('acme')).toEqual({ owner: 'acme', repositoryId: null, lookedAt: 1 });
  await store.floors.put({ owner: 'acme', repositoryId: 601, lookedAt: 2 ** 41 });
  const home = { owner: 'acme', repositoryId: 601, lookedAt: 2 ** 41 };
  expect(await store.floors.of('ACME')).toEqual(home);
  expect(await store.floors.of('other')).toBeNull();
  await store.close();
});
