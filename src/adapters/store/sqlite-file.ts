/**
 * Opens a SQLite file: write-ahead log, every commit flushed to the disk, and a lock beside it that
 * the operating system frees when the process ends, however it ends.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import { CompiledQuery, type Dialect, SqliteDialect, type SqliteDialectConfig } from 'kysely';

export const IN_MEMORY = ':memory:';

const BUSY_TIMEOUT_MS = 5_000;
const MAX_STATEMENTS = 500;
/** What is read often; the system keeps the file in its own memory too. */
const CACHE_KIB = 4_000;
/** 16 MiB, which are read again after a power cut. */
const LOG_PAGES = 4_000;

export const openFile = (path: string, readOnly: boolean): Database.Database => {
  if (readOnly && path !== IN_MEMORY && !existsSync(path)) {
    throw new Error(`There is no database file ${path}.`);
  }
  return worded(path, () => {
    makeFolder(path);
    const file = new Database(path, { readonly: readOnly, timeout: BUSY_TIMEOUT_MS });
    file.pragma('foreign_keys = ON');
    // Reads the header, so that what is no database shows here.
    file.pragma('schema_version');
    file.pragma(`cache_size = -${CACHE_KIB}`);
    if (readOnly) return file;
    file.pragma('journal_mode = WAL');
    // A deployment that was made must be remembered through a power cut.
    file.pragma('synchronous = FULL');
    // What is written again and again, as indexes are, goes to its place in the file less often.
    file.pragma(`wal_autocheckpoint = ${LOG_PAGES}`);
    return file;
  });
};

export interface FileLock {
  free(): void;
}

/** One process a file. Throws with the id of the process that has it. */
export const lockFile = (path: string): FileLock => {
  const lock = worded(path, () => {
    makeFolder(path);
    return new Database(`${path}.lock`, { timeout: 0 });
  });
  try {
    lock.exec('BEGIN IMMEDIATE');
    // Told by its header, which others can read while the next transaction stays open for good.
    lock.pragma(`user_version = ${process.pid}`);
    lock.exec('COMMIT; BEGIN IMMEDIATE');
  } catch (fault) {
    const holder = fault instanceof Database.SqliteError && fault.code === 'SQLITE_BUSY';
    const pid = holder ? holderOf(lock) : '';
    lock.close();
    if (!holder) throw cannotOpen(path, fault);
    throw new Error(
      `The database file ${path} is in use by another Lockkeeper${pid}. Stop that one first, or ` +
        'let several share a PostgreSQL: DATABASE_URL=postgres://…',
      { cause: fault },
    );
  }
  return { free: () => void lock.close() };
};

/** Statements are prepared once, and transactions take the file for writing before they read. */
export const sqliteDialect = (file: Database.Database): Dialect => {
  const base = new SqliteDialect({ database: cached(file) });
  return {
    createAdapter: () => base.createAdapter(),
    createIntrospector: (db) => base.createIntrospector(db),
    createQueryCompiler: () => base.createQueryCompiler(),
    createDriver: () => {
      const driver = base.createDriver();
      driver.beginTransaction = async (connection) => {
        await connection.executeQuery(CompiledQuery.raw('begin immediate'));
      };
      // A full disk has ended it already: rolled back once more, its own error would be lost.
      const rollBack = driver.rollbackTransaction.bind(driver);
      driver.rollbackTransaction = async (connection) => {
        if (file.inTransaction) await rollBack(connection);
      };
      return driver;
    },
  };
};

const makeFolder = (path: string): void => {
  if (path !== IN_MEMORY) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
};

const holderOf = (lock: Database.Database): string => {
  try {
    return ` (process ${String(lock.pragma('user_version', { simple: true }))})`;
  } catch {
    return '';
  }
};

const worded = <T>(path: string, open: () => T): T => {
  try {
    return open();
  } catch (fault) {
    throw cannotOpen(path, fault);
  }
};

const cannotOpen = (path: string, fault: unknown): Error =>
  new Error(
    `The database file ${path} cannot be opened: ${fault instanceof Error ? fault.message : String(fault)}`,
    { cause: fault },
  );

/** Kysely prepares every statement each time; keeping them makes the common ones several times faster. */
const cached = (file: Database.Database): Extract<SqliteDialectConfig['database'], object> => {
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
