/** SQLite alone: its file, the lock beside it, what a killed process leaves, and what errors say. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { sha256 } from '../../../src/core/digest.ts';
import type { Store } from '../../../src/ports/store.ts';
import { dumpSqlite } from './schema-dump.ts';
import { temporaryFolder } from './temporary-folder.ts';

const open = async (url: string, options: { readonly readOnly?: boolean } = {}): Promise<Store> => {
  const store = await openStore(url, options);
  onTestFinished(() => store.close());
  return store;
};

const openMigrated = async (url: string): Promise<Store> => {
  const store = await open(url);
  await store.migrate();
  return store;
};

/** With the connection that it has. */
const openWatched = async (): Promise<{ store: Store; file: Database.Database }> => {
  const pragma = vi.spyOn(Database.prototype, 'pragma');
  onTestFinished(() => pragma.mockRestore());
  const store = await openMigrated('file::memory:');
  return { store, file: pragma.mock.contexts[0] as Database.Database };
};

const wordsOf = async (failing: Promise<unknown>): Promise<string> => {
  try {
    await failing;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
  return 'it did not fail';
};

/** Another process that stores into the file; every id that it said was stored. */
const putElsewhere = (
  file: string,
): { child: ChildProcess; acknowledged: AsyncIterable<string> } => {
  const script = new URL('put-for-ever.ts', import.meta.url).pathname;
  const child = spawn(process.execPath, [script, `file:${file}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  if (child.stdout === null) throw new Error('the child has no output');
  return { child, acknowledged: createInterface({ input: child.stdout }) };
};

test('makes the folder for its owner alone, and survives power cuts', async () => {
  const folder = join(temporaryFolder(), 'a', 'b');
  await openMigrated(`file:${folder}/lockkeeper.db`);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  const file = new Database(`${folder}/lockkeeper.db`, { readonly: true });
  expect(file.pragma('journal_mode', { simple: true })).toBe('wal');
  file.close();
});

test('works in memory, each store for itself', async () => {
  const [one, other] = [await openMigrated('file::memory:'), await openMigrated('file::memory:')];
  await one.wakes.at('p', 1);
  expect(await other.wakes.next()).toBeNull();
  expect(await one.wakes.next()).toBe(1);
  await one.ping();
});

test('refuses what is no database URL, and says what one looks like', async () => {
  const folder = temporaryFolder();
  expect(await wordsOf(openStore('mysql://localhost/x'))).toMatch(
    /must begin with file: .* or postgres/,
  );
  expect(await wordsOf(openStore('./data.db'))).toMatch(/must begin with file:/);
  expect(await wordsOf(openStore('file:'))).toMatch(/names no file/);
  expect(await wordsOf(openStore(`file:${folder}/`))).toMatch(/names no file/);
  expect(await wordsOf(openStore('file://data/x.db'))).toMatch(/must be file:<path>/);
  await open(`file://${folder}/x.db`);
  expect(readdirSync(folder)).toContain('x.db');
});

test('says which file cannot be opened, and why', async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'folder.db'));
  writeFileSync(join(folder, 'text.db'), 'this is a text and no database, as anyone can see');
  const url = (name: string): string => `file:${folder}/${name}`;
  expect(await wordsOf(openStore(url('file/x.db')))).toMatch(/file\/x\.db cannot be opened: E/);
  expect(await wordsOf(openStore(url('folder.db')))).toMatch(/folder\.db cannot be opened: unable/);
  expect(await wordsOf(openStore(url('text.db')))).toMatch(
    /text\.db cannot be opened: file is not/,
  );
  expect(await wordsOf(openStore(url('none.db'), { readOnly: true }))).toBe(
    `There is no database file ${folder}/none.db.`,
  );
  // A refused file is left to whoever opens it next.
  expect(await wordsOf(openStore(url('text.db')))).not.toMatch(/in use/);
});

// Permissions would not do: they stop nobody who runs the tests as root.
test('says that it cannot write where it should be', async () => {
  const file = join(temporaryFolder(), 'not-a-folder');
  writeFileSync(file, '');
  expect(await wordsOf(openStore(`file:${file}/x.db`))).toMatch(/x\.db cannot be opened/);
});

test('is for one process at a time, and for the next one when that process is killed', async () => {
  const file = join(temporaryFolder(), 'x.db');
  const { child, acknowledged } = putElsewhere(file);
  for await (const _ of acknowledged) break;
  const refused = await wordsOf(openStore(`file:${file}`));
  expect(refused).toContain(`${file} is in use by another Lockkeeper (process ${child.pid})`);
  child.kill('SIGKILL');
  await once(child, 'exit');
  await (await open(`file:${file}`)).ping();
});

test('is for one store of a process, until that is closed', async () => {
  const url = `file:${temporaryFolder()}/x.db`;
  const first = await openStore(url);
  expect(await wordsOf(openStore(url))).toContain(`(process ${process.pid})`);
  await first.close();
  await (await open(url)).ping();
});

test('can be read beside the process that has it, and not written', async () => {
  const url = `file:${temporaryFolder()}/x.db`;
  const writer = await openMigrated(url);
  const reader = await open(url, { readOnly: true });
  await writer.wakes.at('p', 7);
  expect(await reader.wakes.next()).toBe(7);
  await reader.ping();
  expect(await wordsOf(reader.wakes.at('q', 8))).toMatch(/readonly/);
});

test('loses nothing that it acknowledged when it is killed', async () => {
  const file = join(temporaryFolder(), 'x.db');
  for (let round = 0; round < 3; round += 1) {
    const { child, acknowledged } = putElsewhere(`${file}${round}`);
    const ids: string[] = [];
    for await (const id of acknowledged) {
      ids.push(id);
      if (ids.length === 300) child.kill('SIGKILL');
    }
    const store = await open(`file:${file}${round}`);
    for (const id of ids) {
      const again = { id, event: 'push', payload: '{}', receivedAt: 0 };
      expect(await store.inbox.put(again)).toBe('duplicate');
    }
    expect(ids.length).toBeGreaterThanOrEqual(300);
  }
});

test('stores the others when one of those that came together cannot be stored', async () => {
  const store = await openMigrated('file::memory:');
  const delivery = { id: 'g-1', event: 'push', payload: '{}', receivedAt: 1 };
  const answers = await Promise.allSettled([
    store.inbox.put(delivery),
    store.inbox.put({ ...delivery, id: 'g-2', receivedAt: Number.NaN }),
    store.inbox.put({ ...delivery, id: 'g-3' }),
  ]);
  expect(answers.map((each) => each.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await store.inbox.backlog()).toMatchObject({ waiting: 2 });
});

test('says of a disk that is full that it is, and goes on when it is not', async () => {
  const { store, file } = await openWatched();
  const put = (id: string, length: number) =>
    store.transaction((tx) => tx.record.putEvidence(sha256(id), `${id}${'x'.repeat(length)}`));
  file.pragma('max_page_count = 120');
  expect(await wordsOf(put('a', 2_000_000))).toMatch(/database or disk is full/);
  const delivery = { id: 'g', event: 'push', receivedAt: 1 };
  const payload = JSON.stringify(randomBytes(1_000_000).toString('hex'));
  expect(await wordsOf(store.inbox.put({ ...delivery, payload }))).toMatch(/disk is full/);
  await put('b', 1);
  expect(await store.inbox.put({ ...delivery, payload: '{}' })).toBe('stored');
});

test('is not well when it can be read alone', async () => {
  const { store, file } = await openWatched();
  await store.ping();
  file.pragma('query_only = ON');
  expect(await wordsOf(store.ping())).toMatch(/readonly/);
});

test('prepares a statement once, however often it is run', async () => {
  const prepare = vi.spyOn(Database.prototype, 'prepare');
  onTestFinished(() => prepare.mockRestore());
  const store = await openMigrated('file::memory:');
  await store.promotions.byId('p');
  const before = prepare.mock.calls.length;
  for (let time = 0; time < 20; time += 1) await store.promotions.byId(`p-${time}`);
  expect(prepare.mock.calls.length).toBe(before);
});

test('refuses a database that a newer version made, and one that other migrations made', async () => {
  const file = join(temporaryFolder(), 'x.db');
  const store = await openMigrated(`file:${file}`);
  const change = (statement: string): void => {
    const database = new Database(file);
    database.exec(statement);
    database.close();
  };
  change("INSERT INTO schema_migrations VALUES ('9999_later', 'x')");
  expect(await wordsOf(store.migrate())).toMatch(/9999_later.*newer version/);
  change("DELETE FROM schema_migrations WHERE name = '9999_later'");
  await store.migrate();
  change("UPDATE schema_migrations SET checksum = 'x'");
  expect(await wordsOf(store.migrate())).toMatch(/0001_start is not the one/);
});

test('has the tables that db/schema.sqlite.sql shows', async () => {
  const file = join(temporaryFolder(), 'x.db');
  await openMigrated(`file:${file}`);
  await expect(dumpSqlite(file)).toMatchFileSnapshot('../../../db/schema.sqlite.sql');
});
