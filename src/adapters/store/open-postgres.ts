/** PostgreSQL, shared by several replicas. Transactions are serialisable and run again on a race. */
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { Conflict, type Store, type Tables } from '../../ports/store.ts';
import { postgres } from './dialect.ts';
import { migrate } from './migrate.ts';
import type { Schema } from './schema.ts';
import { tablesOn } from './tables.ts';

const MAX_CONNECTIONS = 10;
const MAX_ROUNDS = 10;
const INT8_OID = 20;

export const openPostgres = (url: string): Store => {
  // Ids and instants fit a double; sums and counts are read with Number() where they are asked for.
  const types: pg.CustomTypesConfig = {
    getTypeParser: (oid: number, format?: 'text' | 'binary') =>
      oid === INT8_OID ? Number : pg.types.getTypeParser(oid, format),
  };
  const pool = new pg.Pool({ connectionString: url, max: MAX_CONNECTIONS, types });
  // A connection that breaks while idle is replaced by the next query; without a listener it is fatal.
  pool.on('error', () => undefined);
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return {
    ...tablesOn(db, postgres),
    transaction: (work) => inTransaction(db, work),
    migrate: () =>
      migrate(db, postgres, async (tx, script) => {
        await sql.raw(script).execute(tx);
      }),
    ping: async () => {
      await sql`SELECT 1`.execute(db);
    },
    close: () => db.destroy(),
  };
};

/** The work does no network, so running it again is only time. */
const inTransaction = async <T>(
  db: Kysely<Schema>,
  work: (tx: Tables) => Promise<T>,
): Promise<T> => {
  for (let round = 1; ; round += 1) {
    try {
      return await db
        .transaction()
        .setIsolationLevel('serializable')
        .execute((tx) => work(tablesOn(tx, postgres)));
    } catch (fault) {
      if (postgres.isRace(fault) && round < MAX_ROUNDS) continue;
      if (postgres.isRace(fault) || postgres.isDuplicate(fault)) {
        throw new Conflict('another writer was first', { cause: fault });
      }
      throw fault;
    }
  }
};
