/**
 * SQLite in one file: write-ahead log, every commit flushed to the disk, one process a file. Writing
 * transactions are taken one after the other, because the file has one writer anyway.
 */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import type { Delivery } from '../../ports/queue.ts';
import type { Store, Tables } from '../../ports/store.ts';
import { Conflict } from '../../ports/store.ts';
import { sqlite } from './dialect.ts';
import { insertDeliveries } from './inbox.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';
import { tablesOn } from './tables.ts';

const BUSY_TIMEOUT_MS = 5_000;

export const openSqlite = (path: string, options: { readonly readOnly?: boolean }): Store => {
  const file = openFile(path, options.readOnly === true);
  const lock = path === ':memory:' || options.readOnly === true ? null : takeLock(path);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: cached(file) }) });
  const inTurn = turns();
  const transaction = <T>(work: (tx: Tables) => Promise<T>): Promise<T> =>
    inTurn(() =>
      db
        .transaction()
        .execute((tx) => work(tablesOn(tx, sqlite)))
        .catch((fault: unknown) => {
          throw sqlite.isDuplicate(fault) || sqlite.isRace(fault)
            ? new Conflict('another writer was first', { cause: fault })
            : fault;
        }),
    );
  const tables = tablesOn(db, sqlite);
  return {
    ...tables,
    inbox: { ...tables.inbox, put: groupedPut(db) },
    transaction,
    migrate: () =>
      migrate(db, sqlite, async (_tx, script) => {
        file.exec(script);
      }),
    ping: async () => {
      file.prepare('SELECT 1').get();
    },
    close: async () => {
      await db.destroy();
      lock?.close();
    },
  };
};

const openFile = (path: string, readOnly: boolean): Database.Database => {
  try {
    if (path !== ':memory:' && !readOnly)
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    const file = new Database(path, { readonly: readOnly, timeout: BUSY_TIMEOUT_MS });
    file.pragma('foreign_keys = ON');
    if (readOnly) return file;
    file.pragma('journal_mode = WAL');
    // A deployment that was made must be remembered through a power cut.
    file.pragma('synchronous = FULL');
    return file;
  } catch (fault) {
    throw new Error(`The database file ${path} cannot be opened: ${said(fault)}`, { cause: fault });
  }
};

/** Held for as long as the process lives, by the operating system: a killed process leaves none. */
const takeLock = (path: string): Database.Database => {
  const lock = new Database(`${path}.lock`, { timeout: 0 });
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (fault) {
    lock.close();
    const hint =
      'Stop it first, or use PostgreSQL (DATABASE_URL=postgres://…) for several replicas.';
    throw new Error(`Another Lockkeeper uses the database file ${path}. ${hint}`, { cause: fault });
  }
};

const said = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));

/** Kysely prepares every statement anew; keeping them makes the common ones several times faster. */
const cached = (file: Database.Database) => {
  const statements = new Map<string, Database.Statement>();
  return {
    prepare: (text: string): Database.Statement => {
      const known = statements.get(text);
      if (known !== undefined) return known;
      const made = file.prepare(text);
      if (statements.size >= MAX_STATEMENTS) statements.clear();
      statements.set(text, made);
      return made;
    },
    close: (): void => {
      file.close();
    },
  };
};
const MAX_STATEMENTS = 500;

type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

const turns = (): InTurn => {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work, work);
    last = mine.catch(() => undefined);
    return mine;
  };
};

/** Deliveries that arrive while one commit is under way share the next one. */
const groupedPut = (db: Kysely<Schema>) => {
  const waiting: WaitingPut[] = [];
  let writing = false;
  const flush = async (): Promise<void> => {
    writing = true;
    while (waiting.length > 0) await putBatch(db, waiting.splice(0, MAX_BATCH));
    writing = false;
  };
  return (delivery: Delivery): Promise<'stored' | 'duplicate'> =>
    new Promise((resolve, reject) => {
      waiting.push({ delivery, resolve, reject });
      if (!writing) queueMicrotask(() => void (writing ? undefined : flush()));
    });
};
const MAX_BATCH = 100;

interface WaitingPut {
  readonly delivery: Delivery;
  readonly resolve: (stored: 'stored' | 'duplicate') => void;
  readonly reject: (fault: unknown) => void;
}

const putBatch = async (db: Kysely<Schema>, batch: readonly WaitingPut[]): Promise<void> => {
  try {
    const deliveries = batch.map((each) => each.delivery);
    const stored = new Set(await insertDeliveries(db, deliveries));
    // The same id twice in one batch: the first was stored, the second is the duplicate.
    for (const each of batch)
      each.resolve(stored.delete(each.delivery.id) ? 'stored' : 'duplicate');
  } catch (fault) {
    for (const each of batch) each.reject(fault);
  }
};
