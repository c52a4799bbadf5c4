/** A file that a verb writes is new, and whole or not there. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { auditExport } from '../../../src/adapters/cli/verbs/audit-export.ts';
import { policySchema } from '../../../src/adapters/cli/verbs/policy-schema.ts';
import { writeOut } from '../../../src/adapters/cli/write-out.ts';
import { openRecord } from '../../services/audit/written-record.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';
import { runVerb } from './run-verb.ts';

it('is what standard output would be', async () => {
  const { store } = await openRecord();
  const kept = { ...store, close: async () => undefined };
  const out = join(temporaryFolder(), 'audit.jsonl');
  const run = (file?: string) =>
    runVerb((io) =>
      auditExport(io, { database: '', format: 'jsonl', out: file }, async () => kept),
    );
  const { stdout } = await run();
  expect(await run(out)).toEqual({ code: 0, stdout: '', stderr: '' });
  expect(readFileSync(out, 'utf8')).toBe(stdout);
});

it('never takes the place of another', async () => {
  const out = join(temporaryFolder(), 'schema.json');
  const run = () => runVerb((io) => policySchema(io, { out }));
  await run();
  expect(JSON.parse(readFileSync(out, 'utf8'))).toHaveProperty('properties');
  await expect(run()).rejects.toThrow(`${out} is there already, and was left as it is`);
});

it('is not there when it could not be written to its end', async () => {
  const folder = temporaryFolder();
  async function* broken(): AsyncGenerator<string> {
    yield 'a line';
    throw new Error('the database is gone');
  }
  const out = join(folder, 'audit.jsonl');
  const run = runVerb((io) => writeOut(io, out, broken()).then(() => 0));
  await expect(run).rejects.toThrow(`${out} cannot be written: the database is gone`);
  const elsewhere = policySchema(
    { stdout: () => undefined, stderr: () => undefined },
    {
      out: join(folder, 'not', 'schema.json'),
    },
  );
  await expect(elsewhere).rejects.toThrow('cannot be written: ENOENT');
  expect(readdirSync(folder)).toEqual([]);
});
