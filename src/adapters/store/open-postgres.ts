/** PostgreSQL, shared by several replicas. Transactions are serialisable and run again on a race. */
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { Conflict, type Store, type Tables } from '../../ports/store.ts';
import { LOCK_SPACE, LOCKS, postgres } from './dialect.ts';
import { migrate } from './migrate.ts';
import { createOutside, type Outside } from './outside.ts';
import type { Schema } from './schema.ts';
import { outsideTables, tablesOn } from './tables.ts';

const MAX_CONNECTIONS = 10;
/** How often a transaction is run that others keep getting in the way of. */
const MAX_ROUNDS = 20;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENT_TIMEOUT_MS = 30_000;
/** A replica that hangs in a transaction must not hold its locks for ever. */
const IDLE_TIMEOUT_MS = 60_000;
const INT8_OID = 20;

export const openPostgres = async (
  url: string,
  options: { readonly readOnly: boolean },
): Promise<Store> => {
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool: poolOf(url, options) }) });
  try {
    await sql`SELECT 1`.execute(db);
  } catch (fault) {
    await db.destroy();
    throw new Error(`The database at ${placeOf(url)} cannot be used: ${said(fault)}`, {
      cause: fault,
    });
  }
  const outside = createOutside();
  return {
    ...outsideTables(db, postgres, outside),
    transaction: (work) => inTransaction(db, outside, work),
    migrate: () =>
      migrate(db, postgres, async (tx, script) => {
        await sql.raw(script).execute(tx);
      }),
    ping: () => ping(db, options.readOnly),
    close: () => db.destroy(),
  };
};

const poolOf = (url: string, { readOnly }: { readonly readOnly: boolean }): pg.Pool => {
  // Ids and instants fit a double; sums and counts are read with Number() where they are asked for.
  const types: pg.CustomTypesConfig = {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === INT8_OID ? Number : pg.types.getTypeParser(oid, format),
  };
  const pool = new pg.Pool({
    connectionString: url,
    max: MAX_CONNECTIONS,
    types,
    application_name: 'lockkeeper',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_TIMEOUT_MS,
    ...(readOnly ? { options: '-c default_transaction_read_only=on' } : {}),
  });
  // A connection that breaks while idle is replaced by the next query; without a listener it is fatal.
  pool.on('error', () => undefined);
  return pool;
};

const ping = async (db: Kysely<Schema>, readOnly: boolean): Promise<void> => {
  const { rows } = await sql<{
    readonly: string;
  }>`SELECT current_setting('transaction_read_only') AS readonly`.execute(db);
  if (!readOnly && rows[0]?.readonly !== 'off') throw new Error('The database takes no writes.');
};

/** The work does no network, so running it again is only time. */
const inTransaction = async <T>(
  db: Kysely<Schema>,
  outside: Outside,
  work: (tx: Tables) => Promise<T>,
): Promise<T> => {
  outside.check();
  const run = (on: Kysely<Schema>): Promise<T> =>
    on
      .transaction()
      .setIsolationLevel('serializable')
      .execute((tx) => outside.within(() => work(tablesOn(tx, postgres))));
  for (let round = 1; ; round += 1) {
    try {
      return round === 1 ? await run(db) : await inLine(db, run);
    } catch (fault) {
      if (postgres.isRace(fault) && round < MAX_ROUNDS) continue;
      if (postgres.isRace(fault) || postgres.isDuplicate(fault)) {
        throw new Conflict('another writer was first', { cause: fault });
      }
      throw fault;
    }
  }
};

/** Those that were in each other's way stand in line, of all replicas: else they could be for ever. */
const inLine = <T>(db: Kysely<Schema>, run: (on: Kysely<Schema>) => Promise<T>): Promise<T> =>
  db.connection().execute(async (connection) => {
    // Before the transaction begins, as it sees what was committed when it began.
    await sql`SELECT pg_advisory_lock(${LOCK_SPACE}::int, ${LOCKS.runAgain}::int)`.execute(
      connection,
    );
    try {
      return await run(connection);
    } finally {
      await sql`SELECT pg_advisory_unlock(${LOCK_SPACE}::int, ${LOCKS.runAgain}::int)`.execute(
        connection,
      );
    }
  });

/** Host and database, never the password. */
const placeOf = (url: string): string => {
  const parsed = URL.parse(url);
  return parsed === null ? 'DATABASE_URL' : `${parsed.host}${parsed.pathname}`;
};

const said = (fault: unknown): string => {
  // Of several addresses that were tried, each has its own fault and the whole has no words.
  if (fault instanceof AggregateError) return fault.errors.map(said).join('; ');
  return fault instanceof Error ? fault.message : String(fault);
};
