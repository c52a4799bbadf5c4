/** One suite for both databases: whatever holds on SQLite holds on PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import { openStore } from '../src/adapters/store/open-store.ts';
import type { Store } from '../src/ports/store.ts';
import { startPostgres, type TestPostgres } from './postgres.ts';

export interface Opened {
  /** Empty at the beginning of each test. */
  readonly store: Store;
  readonly url: string;
  readonly engine: 'SQLite' | 'PostgreSQL';
  /** Runs one statement past the store. */
  run(statement: string): Promise<void>;
}

/** `at` is filled in before each test. */
export const onBothDatabases = (what: string, suite: (at: Opened) => void): void => {
  let postgres: TestPostgres;
  let folder: string;
  beforeAll(async () => {
    postgres = await startPostgres();
    folder = await mkdtemp(join(tmpdir(), 'lockkeeper-store-'));
  });
  afterAll(async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  });
  let count = 0;
  describe.each(['SQLite', 'PostgreSQL'] as const)(`${what} on %s`, (engine) => {
    const at = {} as { -readonly [key in keyof Opened]: Opened[key] };
    beforeEach(async () => {
      count += 1;
      const url =
        engine === 'SQLite'
          ? `file:${join(folder, `${count}.db`)}`
          : await postgres.newDatabase(`test_${count}`);
      const store = await openStore(url);
      await store.migrate();
      Object.assign(at, {
        store,
        url,
        engine,
        run: (statement: string) => postgres.orSqlite(url, statement),
      });
    });
    afterEach(() => at.store.close());
    suite(at);
  });
};
