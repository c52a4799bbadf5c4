/**
 * Brings a database up to this program, forward only. A migration that was applied is never edited:
 * its checksum is kept, and a database that is newer than the program is refused.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import type { Dialect } from './dialect.ts';
import type { Schema } from './schema.ts';

const FOLDER = new URL('../../../db/migrations/', import.meta.url);

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}

export const migrate = async (
  db: Kysely<Schema>,
  dialect: Dialect,
  /** Runs a file of several statements. */
  runScript: (tx: Kysely<Schema>, script: string) => Promise<void>,
): Promise<void> => {
  await sql`CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL)`.execute(
    db,
  );
  const wanted = await migrationsFor(dialect);
  await db.transaction().execute(async (tx) => {
    if (dialect.name === 'postgres')
      await sql`LOCK TABLE schema_migrations IN EXCLUSIVE MODE`.execute(tx);
    const { rows } = await sql<{
      name: string;
      checksum: string;
    }>`SELECT name, checksum FROM schema_migrations ORDER BY name`.execute(tx);
    for (const applied of rows) check(applied, wanted);
    for (const migration of wanted.slice(rows.length)) {
      await runScript(tx, migration.text);
      await sql`INSERT INTO schema_migrations (name, checksum) VALUES (${migration.name}, ${migration.checksum})`.execute(
        tx,
      );
    }
  });
};

const check = (
  applied: { readonly name: string; readonly checksum: string },
  wanted: readonly Migration[],
): void => {
  const known = wanted.find((each) => each.name === applied.name);
  if (known === undefined) {
    throw new Error(
      `The database has migration ${applied.name}, which this version of Lockkeeper does not know. ` +
        'It was used by a newer version: start that one, or restore a copy from before.',
    );
  }
  if (known.checksum !== applied.checksum) {
    throw new Error(`Migration ${applied.name} is not the one that this database was made with.`);
  }
};

const migrationsFor = async (dialect: Dialect): Promise<readonly Migration[]> => {
  const suffix = `.${dialect.name}.sql`;
  const files = (await readdir(FOLDER)).filter((file) => file.endsWith(suffix)).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, FOLDER), 'utf8');
      const checksum = createHash('sha256').update(text).digest('hex');
      return { name: file.slice(0, -suffix.length), text, checksum };
    }),
  );
};
