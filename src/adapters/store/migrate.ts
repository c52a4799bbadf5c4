/**
 * Brings a database up to this program, forward only. A migration that was applied is never edited:
 * its checksum is kept, and a database that is newer than the program is refused.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { type Kysely, sql } from 'kysely';
import { type Db, type Dialect, LOCKS } from './dialect.ts';
import type { Schema } from './schema.ts';

const FOLDER = new URL('../../../db/migrations/', import.meta.url);

interface Migration {
  readonly name: string;
  readonly text: string;
  readonly checksum: string;
}
type Applied = Pick<Migration, 'name' | 'checksum'>;

export const migrate = async (
  db: Kysely<Schema>,
  dialect: Dialect,
  /** Runs a file of several statements. */
  runScript: (tx: Db, script: string) => Promise<void>,
  folder: URL = FOLDER,
): Promise<void> => {
  const wanted = await migrationsIn(folder, dialect);
  await db.transaction().execute((transaction) =>
    dialect.alone(transaction, LOCKS.migrate, async (tx) => {
      await sql`CREATE TABLE IF NOT EXISTS schema_migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL)`.execute(
        tx,
      );
      const { rows } =
        await sql<Applied>`SELECT name, checksum FROM schema_migrations ORDER BY name`.execute(tx);
      for (const each of rows) check(each, wanted);
      const applied = new Set(rows.map((each) => each.name));
      for (const { name, text, checksum } of wanted) {
        if (applied.has(name)) continue;
        await runScript(tx, text);
        await sql`INSERT INTO schema_migrations (name, checksum) VALUES (${name}, ${checksum})`.execute(
          tx,
        );
      }
    }),
  );
};

const check = (applied: Applied, wanted: readonly Migration[]): void => {
  const known = wanted.find((each) => each.name === applied.name);
  if (known === undefined) {
    throw new Error(
      `The database has migration ${applied.name}, which this version of Lockkeeper does not know. ` +
        'It was used by a newer version: start that one, or restore a copy from before.',
    );
  }
  if (known.checksum !== applied.checksum) {
    throw new Error(
      `Migration ${applied.name} is not the one that this database was made with: the file was ` +
        'changed afterwards. Start the version of Lockkeeper that made the database.',
    );
  }
};

const migrationsIn = async (folder: URL, dialect: Dialect): Promise<readonly Migration[]> => {
  const suffix = `.${dialect.name}.sql`;
  const files = (await readdir(folder)).filter((file) => file.endsWith(suffix)).sort();
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(new URL(file, folder), 'utf8');
      const checksum = createHash('sha256').update(text).digest('hex');
      return { name: file.slice(0, -suffix.length), text, checksum };
    }),
  );
};
