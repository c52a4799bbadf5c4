/**
 * SQLite in one file, one process a file. There is one connection: statements and transactions take
 * it one after the other, so that a transaction is alone from its first statement to its last.
 */
import { Kysely, sql } from 'kysely';
import { Conflict, type Store, type Tables } from '../../ports/store.ts';
import { sqlite } from './dialect.ts';
import { migrate } from './migrate.ts';
import { createOutside, type Outside } from './outside.ts';
import type { Schema } from './schema.ts';
import { IN_MEMORY, lockFile, openFile, sqliteDialect } from './sqlite-file.ts';
import { outsideTables, tablesOn } from './tables.ts';

export const openSqlite = (path: string, options: { readonly readOnly: boolean }): Store => {
  const lock = path === IN_MEMORY || options.readOnly ? null : lockFile(path);
  const file = openOr(() => lock?.free(), path, options.readOnly);
  const db = new Kysely<Schema>({ dialect: sqliteDialect(file) });
  const outside = createOutside();
  return {
    ...outsideTables(db, sqlite, outside),
    transaction: (work) => inTransaction(db, outside, work),
    migrate: () =>
      migrate(db, sqlite, async (_tx, script) => {
        file.exec(script);
      }),
    ping: async () => {
      outside.check();
      // Writes the header as it is: a full or read-only disk shows here and not at the first webhook.
      if (options.readOnly) await sql`SELECT 1`.execute(db);
      else await db.transaction().execute((tx) => sql`PRAGMA user_version = 0`.execute(tx));
    },
    close: async () => {
      await db.destroy();
      if (file.open) file.close();
      lock?.free();
    },
  };
};

const openOr = (undo: () => void, path: string, readOnly: boolean) => {
  try {
    return openFile(path, readOnly);
  } catch (fault) {
    undo();
    throw fault;
  }
};

const inTransaction = async <T>(
  db: Kysely<Schema>,
  outside: Outside,
  work: (tx: Tables) => Promise<T>,
): Promise<T> => {
  outside.check();
  try {
    return await db.transaction().execute((tx) => outside.within(() => work(tablesOn(tx, sqlite))));
  } catch (fault) {
    if (!sqlite.isDuplicate(fault) && !sqlite.isRace(fault)) throw fault;
    throw new Conflict('another writer was first', { cause: fault });
  }
};
