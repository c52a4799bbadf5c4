/** What the two databases do differently, in one place. */
import { type Kysely, type RawBuilder, sql, type Transaction } from 'kysely';
import { Conflict } from '../../ports/store.ts';
import type { Schema } from './schema.ts';

export type Db = Kysely<Schema> | Transaction<Schema>;

/** Spelt out in the statement, not bound: only then does SQLite use the indexes of what is in them. */
export const WAITING = sql.lit<'waiting'>('waiting');
export const BURIED = sql.lit<'buried'>('buried');

export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** Rows being claimed are skipped by other processes; SQLite has only one process. */
  readonly skipsLocked: boolean;
  /** A place behind every effect there is, for one that is added again. */
  readonly lastPlace: RawBuilder<number>;
  /** Runs work that no other process may do at the same time; each statement sees what went before. */
  alone<T>(db: Db, what: number, work: (db: Db) => Promise<T>): Promise<T>;
  /** The error says that what was added is there already, or does not follow what is there. */
  isDuplicate(fault: unknown): boolean;
  /** The error says that another transaction was in the way: nothing happened, run it again. */
  isRace(fault: unknown): boolean;
}

const field = (fault: unknown, name: 'code' | 'message'): string =>
  typeof fault === 'object' && fault !== null && name in fault
    ? String((fault as Readonly<Record<string, unknown>>)[name])
    : '';

/** What the trigger says that keeps chains without gaps, in `db/migrations`. */
const OUT_OF_TURN = 'the chain moved on';

export const sqlite: Dialect = {
  name: 'sqlite',
  skipsLocked: false,
  lastPlace: sql<number>`(SELECT max(seq) + 1 FROM outbox)`,
  alone: (db, _what, work) => work(db),
  isDuplicate: (fault) =>
    ['SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE'].includes(field(fault, 'code')) ||
    field(fault, 'message') === OUT_OF_TURN,
  isRace: (fault) => ['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'].includes(field(fault, 'code')),
};

/** Names our advisory locks among those of other programs on the same database. */
export const LOCK_SPACE = 0x10c4;

/** Numbers of our advisory locks. */
export const LOCKS = { migrate: 1, claimEffects: 2, runAgain: 3 } as const;

export const postgres: Dialect = {
  name: 'postgres',
  skipsLocked: true,
  lastPlace: sql<number>`nextval(pg_get_serial_sequence('outbox', 'seq'))`,
  alone: (db, what, work) => {
    const locked = async (tx: Db) => {
      await sql`SELECT pg_advisory_xact_lock(${LOCK_SPACE}::int, ${what}::int)`.execute(tx);
      return work(tx);
    };
    return db.isTransaction ? locked(db) : db.transaction().execute(locked);
  },
  isDuplicate: (fault) => field(fault, 'code') === '23505',
  // serialization_failure and deadlock_detected.
  isRace: (fault) => ['40001', '40P01'].includes(field(fault, 'code')),
};

/** What the statement gives; `Conflict` where it says that another row is there already. */
export const orConflict = async <T>(
  dialect: Dialect,
  what: string,
  statement: Promise<T>,
): Promise<T> => {
  try {
    return await statement;
  } catch (fault) {
    if (!dialect.isDuplicate(fault)) throw fault;
    throw new Conflict(`${what}: another writer was first`, { cause: fault });
  }
};
