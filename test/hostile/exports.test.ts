/**
 * An export is verified because nobody trusts it: whatever stands in it, it neither steers the terminal of
 * who reads it nor says there of itself that it is whole.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { auditReplay } from '../../src/adapters/cli/verbs/audit-replay.ts';
import { auditVerify } from '../../src/adapters/cli/verbs/audit-verify.ts';
import { keyRing } from '../../src/adapters/signer.ts';
import { exportLines } from '../../src/services/audit/audit-export.ts';
import { runVerb } from '../adapters/cli/run-verb.ts';
import { temporaryFolder } from '../adapters/store/temporary-folder.ts';
import { allOf, writeRecord } from '../services/audit/written-record.ts';

const WHOLE = 'The record is whole';
const TRICKS = [
  `x\u001b[2J\u001b[H${WHOLE}\n`,
  `x\n${WHOLE}: 6 entries`,
  `x\r${WHOLE}`,
  `x\u009b2J${WHOLE}`,
  `x\u202e${WHOLE}`,
  `x ends. ${WHOLE}`,
  'x'.repeat(100_000),
];
/** What steers a terminal, or breaks a line where none ends. */
const STEERS = /[[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]--\n]/v;

/** The same export with this in place of every value of one name, wherever it stands. */
const poisoned = (line: string, name: string, trick: string): string =>
  JSON.stringify(JSON.parse(line), (key, value: unknown) => {
    if (key === name && typeof value === 'string') return trick;
    // What is recorded is text of its own.
    return key === 'body' && typeof value === 'string' ? poisoned(value, name, trick) : value;
  });

const NAMES = [
  'chain',
  'keyId',
  'id',
  'gate',
  'version',
  'kind',
  'environment',
  'from',
  'to',
  'publicKey',
];

it.each(NAMES)('with a %s that was made up is told of in plain lines', async (name) => {
  const { store, signer } = await writeRecord();
  const lines = await allOf(exportLines(store));
  const publicKey = join(temporaryFolder(), 'key.pem');
  writeFileSync(publicKey, signer.publicKeyPem);
  for (const trick of TRICKS) {
    const file = join(temporaryFolder(), 'audit.jsonl');
    writeFileSync(file, lines.map((line) => `${poisoned(line, name, trick)}\n`).join(''));
    const options = { publicKey: [publicKey], output: 'table', expect: [] } as const;
    const verified = await runVerb((io) => auditVerify(io, file, options, keyRing));
    const replayed = await runVerb((io) => auditReplay(io, file, { output: 'table' }));
    for (const { stdout, stderr } of [verified, replayed]) {
      expect(STEERS.test(stdout + stderr), stdout + stderr).toBe(false);
      expect((stdout + stderr).length).toBeLessThan(20_000);
    }
    expect(verified.code === 0 || !(verified.stdout + verified.stderr).includes(WHOLE)).toBe(true);
  }
});
