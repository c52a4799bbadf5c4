/** What the two databases do differently, in one place. */
import type { Kysely, Transaction } from 'kysely';
import type { Schema } from './schema.ts';

export type Db = Kysely<Schema> | Transaction<Schema>;

export interface Dialect {
  readonly name: 'sqlite' | 'postgres';
  /** Rows being claimed are skipped by other processes; SQLite has only one process. */
  readonly skipsLocked: boolean;
  /** The error says that a unique or foreign key was violated. */
  isDuplicate(fault: unknown): boolean;
  /** The error says that another transaction was in the way: nothing happened, run it again. */
  isRace(fault: unknown): boolean;
}

const codeOf = (fault: unknown): string =>
  typeof fault === 'object' && fault !== null && 'code' in fault ? String(fault.code) : '';

export const sqlite: Dialect = {
  name: 'sqlite',
  skipsLocked: false,
  isDuplicate: (fault) =>
    ['SQLITE_CONSTRAINT_PRIMARYKEY', 'SQLITE_CONSTRAINT_UNIQUE'].includes(codeOf(fault)),
  isRace: (fault) => ['SQLITE_BUSY', 'SQLITE_BUSY_SNAPSHOT'].includes(codeOf(fault)),
};

export const postgres: Dialect = {
  name: 'postgres',
  skipsLocked: true,
  isDuplicate: (fault) => codeOf(fault) === '23505',
  // serialization_failure and deadlock_detected.
  isRace: (fault) => ['40001', '40P01'].includes(codeOf(fault)),
};
