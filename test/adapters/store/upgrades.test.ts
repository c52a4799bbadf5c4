/** A database that an older version made keeps what is in it, from whichever version it comes. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { startPostgres, type TestPostgres } from '../../postgres.ts';
import { temporaryFolder } from './temporary-folder.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

const FOLDER = new URL('../../../db/migrations/', import.meta.url);

interface Migration {
  readonly name: string;
  readonly script: string;
}

const migrationsFor = (dialect: 'sqlite' | 'postgres'): readonly Migration[] =>
  readdirSync(FOLDER)
    .filter((file) => file.endsWith(`.${dialect}.sql`))
    .sort()
    .map((file) => ({
      name: file.slice(0, -`.${dialect}.sql`.length),
      script: readFileSync(new URL(file, FOLDER), 'utf8'),
    }));

const OLD = { id: 'g-old', event: 'push', payload: '{"an":"öld one"}', receivedAt: 5 };
const NEW = { id: 'g-new', event: 'push', payload: '{"a":"new öne"}', receivedAt: 6 };
const SMALL = '0013_small_payloads';

const WAITING = `INSERT INTO inbox (id, event, payload, received_at, state, due_at, leased_until, attempts)
  VALUES ('${OLD.id}', '${OLD.event}', '${OLD.payload}', 5, 'waiting', 5, 0, 0);`;

/** The script that makes what that version had. */
const scriptUpTo = (migrations: readonly Migration[], last: number): string => {
  const some = migrations.slice(0, last + 1);
  const applied = some.map(({ name, script }) => {
    const checksum = createHash('sha256').update(script).digest('hex');
    return `INSERT INTO schema_migrations VALUES ('${name}', '${checksum}');`;
  });
  return [
    'CREATE TABLE schema_migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL);',
    ...some.map(({ script }) => script),
    ...applied,
  ].join('\n');
};

const expectKept = async (url: string): Promise<void> => {
  const store = await openStore(url);
  onTestFinished(() => store.close());
  await store.migrate();
  expect(await store.inbox.put(OLD)).toBe('duplicate');
  expect(await store.inbox.put(NEW)).toBe('stored');
  expect(await store.inbox.claim(10, 100, 5)).toMatchObject([OLD, NEW]);
};

const before = (dialect: 'sqlite' | 'postgres') => {
  const migrations = migrationsFor(dialect);
  return migrations
    .slice(
      0,
      migrations.findIndex(({ name }) => name === SMALL),
    )
    .map(({ name }, last) => ({
      name,
      last,
      script: `${scriptUpTo(migrations, last)}\n${WAITING}`,
    }));
};

const LINKED = `INSERT INTO identities (id, slack_team, slack_user, person_id, body)
  VALUES ('l1', 'T1', 'U1', 7, '{"person":{"id":7,"login":"ada","machine":false}}');`;

/** Who was linked before accounts were kept is no new person by linking another one. */
const expectOnePerson = async (url: string): Promise<void> => {
  const store = await openStore(url);
  onTestFinished(() => store.close());
  await store.migrate();
  const link = { id: 'l2', slack: { team: 'T1', user: 'U1' }, provedAt: 9, toldOnGitHub: false };
  await store.identities.put({ ...link, person: { id: 8, login: 'ada-work', machine: false } });
  expect(await store.identities.provedBeside([8])).toEqual([
    { personId: 8, other: { id: 7, login: 'ada', machine: false } },
  ]);
};

const linkedBefore = (dialect: 'sqlite' | 'postgres'): string => {
  const migrations = migrationsFor(dialect);
  const last = migrations.findIndex(({ name }) => name === '0017_not_said');
  return `${scriptUpTo(migrations, last)}\n${LINKED}`;
};

test('SQLite in which people are linked', async () => {
  const path = join(temporaryFolder(), 'x.db');
  const file = new Database(path);
  file.exec(linkedBefore('sqlite'));
  file.close();
  await expectOnePerson(`file:${path}`);
});

test('PostgreSQL in which people are linked', async () => {
  const url = await postgres.newDatabase('old_linked');
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(linkedBefore('postgres'));
  await client.end();
  await expectOnePerson(url);
});

test.each(before('sqlite'))('SQLite as it was after $name', async ({ script }) => {
  const path = join(temporaryFolder(), 'x.db');
  const file = new Database(path);
  file.exec(script);
  file.close();
  await expectKept(`file:${path}`);
});

test.each(before('postgres'))('PostgreSQL as it was after $name', async ({ script, last }) => {
  const url = await postgres.newDatabase(`old_${last}`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(script);
  await client.end();
  await expectKept(url);
});
