/** The command line as it is started: its options, help and exit codes. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { openStore } from '../src/adapters/store/open-store.ts';
import { temporaryFolder } from './adapters/store/temporary-folder.ts';

const CLI = fileURLToPath(new URL('../src/cli.ts', import.meta.url));
const PATH = process.env.PATH ?? '';

const lockkeeper = (args: readonly string[], env: Record<string, string> = {}, cwd = '.') => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], {
    env: { PATH, ...env },
    cwd,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
};

it('can be started by its own name', () => {
  expect(statSync(CLI).mode & 0o111).toBe(0o111);
});

it('helps without the password of the database, and with the exit codes', () => {
  const secret = { DATABASE_URL: 'postgres://lock:hunter2@db/lock' };
  const { code, stdout } = lockkeeper(['audit', 'export', '--help'], secret);
  expect(code).toBe(0);
  expect(stdout).not.toContain('hunter2');
  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'the database (default: DATABASE_URL, or file:./data/lockkeeper.db)',
  );
  expect(stdout).toContain(
    '3  a file or repository that was named is not there, or cannot be read',
  );
});

it.each([
  [['audit', 'replay', 'x.jsonl', '-o', 'xml'], 'table, json'],
  [['audit', 'export', '--format', 'xml'], 'jsonl, csv'],
])('%j names the choices there are', (args, choices) => {
  const { code, stderr } = lockkeeper(args);
  expect(code).toBe(2);
  expect(stderr).toContain(`Allowed choices are ${choices}.`);
});

it('exports the database of DATABASE_URL, and says what is none', async () => {
  const folder = temporaryFolder();
  const url = `file:${join(folder, 'lockkeeper.db')}`;
  const store = await openStore(url);
  await store.migrate();
  await store.close();
  const { code, stdout } = lockkeeper(['audit', 'export'], { DATABASE_URL: url });
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ format: 'lockkeeper-audit', heads: [] });
  const path = join(folder, 'notes.txt');
  writeFileSync(path, 'bought milk\n'.repeat(200));
  expect(lockkeeper(['audit', 'export', '--database', `file:${path}`])).toEqual({
    code: 1,
    stdout: '',
    stderr: `The database file ${path} cannot be opened: file is not a database\n`,
  });
});

it('reads .env in its folder, behind the environment, and says nothing where there is none', () => {
  const folder = temporaryFolder();
  const said = (env: Record<string, string> = {}): string =>
    lockkeeper(['audit', 'export'], env, folder).stderr;
  expect(said()).toBe('There is no database file ./data/lockkeeper.db.\n');
  writeFileSync(join(folder, '.env'), 'DATABASE_URL=file:./written.db\n');
  expect(said()).toBe('There is no database file ./written.db.\n');
  expect(said({ DATABASE_URL: 'file:./set.db' })).toBe('There is no database file ./set.db.\n');
});

it('ends without a word when nobody reads on', async () => {
  const child = spawn(process.execPath, [CLI, 'policy', 'schema'], {
    env: { PATH },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += String(chunk);
  });
  const [code] = await once(child, 'close');
  expect([code, said]).toEqual([141, '']);
});
