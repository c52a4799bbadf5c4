/**
 * Opens the database a URL names: a SQLite file, one process a file, or PostgreSQL for several
 * replicas. Both answer the same port, and one suite of tests holds both to it.
 */
import type { Store } from '../../ports/store.ts';
import { openPostgres } from './open-postgres.ts';
import { openSqlite } from './open-sqlite.ts';

export interface StoreOptions {
  /** For looking and exporting beside a running process; nothing can be written. */
  readonly readOnly?: boolean;
}

/** `file:./data/lockkeeper.db`, `file::memory:` or `postgres://user:password@host/database`. */
export const openStore = async (url: string, options: StoreOptions = {}): Promise<Store> => {
  if (url.startsWith('file:')) return openSqlite(url.slice('file:'.length), options);
  if (url.startsWith('postgres://') || url.startsWith('postgresql://')) return openPostgres(url);
  throw new Error('DATABASE_URL must begin with file: or postgres://');
};
