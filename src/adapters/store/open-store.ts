/**
 * Opens the database a URL names: a SQLite file, one process a file, or PostgreSQL for several
 * replicas. Both answer the same port, and one suite of tests holds both to it.
 */
import type { Store } from '../../ports/store.ts';
import { openSqlite } from './open-sqlite.ts';

export interface StoreOptions {
  /** For looking and exporting beside a running process; nothing can be written, no lock is taken. */
  readonly readOnly?: boolean;
}

/**
 * `file:./data/lockkeeper.db`, `file::memory:` or `postgres://user:password@host/database`. Throws an
 * error in words for the operator, without the password, where it cannot be used.
 */
export const openStore = async (
  url: string,
  { readOnly = false }: StoreOptions = {},
): Promise<Store> => {
  if (/^postgres(ql)?:\/\//.test(url)) {
    // Its driver takes memory, which most have no use for.
    const { openPostgres } = await import('./open-postgres.ts');
    return openPostgres(url, { readOnly });
  }
  if (url.startsWith('file:')) return openSqlite(pathOf(url), { readOnly });
  throw new Error(
    'DATABASE_URL must begin with file: (as file:./data/lockkeeper.db) or postgres://',
  );
};

const pathOf = (url: string): string => {
  const path = url.slice('file:'.length).replace(/^\/\/(?=\/)/, '');
  if (path === '' || path.endsWith('/')) throw new Error(`DATABASE_URL names no file: ${url}`);
  if (path.startsWith('//')) {
    throw new Error(`DATABASE_URL must be file:<path>, as file:./data/lockkeeper.db, not ${url}`);
  }
  return path;
};
