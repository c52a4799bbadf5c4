/** `audit verify` and `audit replay`: with the file and the key alone, every change of a record shows. */
import { generateKeyPairSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { auditReplay } from '../../../src/adapters/cli/verbs/audit-replay.ts';
import { auditVerify } from '../../../src/adapters/cli/verbs/audit-verify.ts';
import { createSigner, generateSigningKey, keyRing } from '../../../src/adapters/signer.ts';
import { canonicalJson, sha256 } from '../../../src/core/digest.ts';
import { type ChainEntry, type ChainHead, headText, linkHash } from '../../../src/core/record.ts';
import type { SigningKey } from '../../../src/ports/record.ts';
import { exportLines } from '../../../src/services/audit/audit-export.ts';
import {
  allOf,
  openRecord,
  type WrittenRecord,
  writeRecord,
} from '../../services/audit/written-record.ts';
import { temporaryFolder } from '../store/temporary-folder.ts';
import { runVerb, type Said } from './run-verb.ts';

interface Line {
  readonly keys?: readonly SigningKey[];
  readonly heads?: readonly ChainHead[];
  readonly entry?: ChainEntry;
  readonly evidence?: { readonly digest: string; readonly body: string };
}

const linesOf = async ({ store }: WrittenRecord): Promise<readonly Line[]> =>
  (await allOf(exportLines(store))).map((line) => JSON.parse(line) as Line);

const asText = (lines: readonly unknown[]): string =>
  lines.map((line) => `${JSON.stringify(line)}\n`).join('');

const write = (name: string, text: string): string => {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, text);
  return path;
};

const verify = (
  text: string,
  publicKey: string,
  output: 'table' | 'json' = 'table',
  expect: readonly string[] = [],
): Promise<Said> => {
  const options = { publicKey: [write('key.pem', publicKey)], output, expect };
  const file = write('audit.jsonl', text);
  return runVerb((io) => auditVerify(io, file, options, keyRing));
};

const replay = (text: string, output: 'table' | 'json' = 'table'): Promise<Said> => {
  const file = write('audit.jsonl', text);
  return runVerb((io) => auditReplay(io, file, { output }));
};

/** Changes the entry with this number of the first chain. */
const changed =
  (seq: number, change: (entry: ChainEntry) => ChainEntry | null) =>
  (lines: readonly Line[]): readonly Line[] =>
    lines.flatMap((line) => {
      if (line.entry?.chain !== 'repository:7' || line.entry.seq !== seq) return [line];
      const entry = change(line.entry);
      return entry === null ? [] : [{ entry }];
    });

const headed =
  (change: (head: ChainHead) => ChainHead | null) =>
  (lines: readonly Line[]): readonly Line[] =>
    lines.map((line) =>
      line.heads === undefined
        ? line
        : { ...line, heads: line.heads.map(change).filter((head) => head !== null) },
    );

const rehashed = (entry: ChainEntry): ChainEntry => ({ ...entry, hash: linkHash(entry) });

test('says that a whole record is whole, and where each chain ends', async () => {
  const record = await writeRecord();
  const lines = await linesOf(record);
  const said = await verify(asText(lines), record.signer.publicKeyPem);
  expect(said.stderr).toBe('');
  expect(said.code).toBe(0);
  expect(said.stdout).toMatch(
    /^The record is whole: 6 entries in 2 chains, signed by a key you trust\.\n/,
  );
  const [{ heads = [] } = {}] = lines;
  expect(said.stdout).toContain(
    `repository:7 ends with entry 5 of 2026-11-21 12:00 UTC, ${heads[0]?.hash}`,
  );
  const json = await verify(asText(lines), record.signer.publicKeyPem, 'json');
  expect(JSON.parse(json.stdout)).toMatchObject({ success: true, entries: 6, problems: [] });
});

test('says that a record without entries shows nothing, as an emptied one would be the same', async () => {
  const empty = await openRecord();
  const said = await verify(asText(await linesOf(empty)), empty.signer.publicKeyPem);
  expect(said).toMatchObject({ code: 1, stdout: '' });
  expect(said.stderr).toMatch(
    /^No entry and no signed head is here, so nothing shows that none was taken out\.\n/,
  );
  expect(said.stderr).not.toContain('Export again');
});

test('reads what Windows made of the file', async () => {
  const record = await writeRecord();
  const text = asText(await linesOf(record)).replaceAll('\n', '\r\n');
  expect(await verify(`\uFEFF${text}\r\n`, record.signer.publicKeyPem)).toMatchObject({ code: 0 });
});

test('says what stands in front of an export, and how npm leaves it out', async () => {
  const record = await writeRecord();
  const text = `\n> lockkeeper@0.1.0 lockkeeper\n> node src/cli.ts audit export\n\n${asText(await linesOf(record))}`;
  for (const said of [await verify(text, record.signer.publicKeyPem), await replay(text)]) {
    expect(said).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'The file begins with "> lockkeeper@0.1.0 lockkeeper", which is not JSON: this is no export. If npm wrote that, export again with `npm run -s`, which leaves it out, or with --out <file>.\n',
    });
  }
});

test('says from when to when it covers, and what it cannot show', async () => {
  const record = await writeRecord();
  const text = asText(await linesOf(record));
  const said = await verify(text, record.signer.publicKeyPem);
  expect(said.stdout).toContain('repository:8 ends with entry 1 of 2026-11-21 12:00 UTC, sha256:');
  expect(said.stdout).toMatch(/this file alone cannot show; --expect compares it/);
});

test('finds an entry that was seen elsewhere, or says that it is not here', async () => {
  const record = await writeRecord();
  const lines = await linesOf(record);
  const { publicKeyPem } = record.signer;
  const hash = lines.find((line) => line.entry?.seq === 4)?.entry?.hash ?? '';
  const other = sha256('another');
  const found = await verify(asText(lines), publicKeyPem, 'table', [
    `repository:7:4:${hash}`,
    `record repository:7 4 ${hash}`,
  ]);
  expect(found.stdout).toMatch(/^Here, as expected: entry 4 of repository:7,/m);
  expect(found.code).toBe(0);
  const absent = await verify(asText(lines), publicKeyPem, 'table', [
    `repository:9:1:${hash}`,
    `repository:7:4:${other}`,
  ]);
  expect(absent.code).toBe(1);
  expect(absent.stderr).toContain(
    `repository:9: entry 1 with ${hash} was seen elsewhere, and is not here.\n` +
      `repository:7: entry 4 is another one than ${other}, which was seen elsewhere.\n`,
  );
  const none = await verify(asText(lines), publicKeyPem, 'table', ['repository:7:4:sha256:12']);
  expect(none).toMatchObject({ code: 2, stdout: '' });
  expect(none.stderr).toContain('is no entry; it must be <chain>:<entry>:<hash>');
});

test.each<readonly [string, (lines: readonly Line[]) => readonly unknown[], RegExp]>([
  [
    'a changed body',
    changed(2, (entry) => ({ ...entry, body: entry.body.replace('pending', 'allow') })),
    /^repository:7: entry 2 was changed after it was written\.$/m,
  ],
  [
    'a body that is no decision any more',
    changed(2, (entry) => ({ ...entry, body: 'not even JSON' })),
    /^repository:7: entry 2 was changed after it was written\.$/m,
  ],
  [
    'another person',
    changed(5, (entry) => ({ ...entry, personId: 2 })),
    /^repository:7: entry 5 was changed/m,
  ],
  [
    'a change that was hashed again',
    changed(3, (entry) => rehashed({ ...entry, at: entry.at + 1 })),
    /^repository:7: entry 4 does not link to the one before\.$/m,
  ],
  [
    'a last entry that was hashed again',
    changed(5, (entry) => rehashed({ ...entry, body: '{}' })),
    /^repository:7: entry 5 is another one than was signed\.$/m,
  ],
  [
    'an entry taken out',
    changed(3, () => null),
    /^repository:7: entry 3 is missing; 4 follows\.$/m,
  ],
  [
    'the end cut off',
    changed(5, () => null),
    /^repository:7: 5 entries were signed and 4 are here; the end was cut off\.$/m,
  ],
  [
    'a whole chain taken out',
    (lines) => lines.filter((line) => line.entry?.chain !== 'repository:8'),
    /^repository:8: 1 entries were signed and 0 are here/m,
  ],
  [
    'an entry twice',
    (lines) => lines.flatMap((line) => (line.entry?.seq === 5 ? [line, line] : [line])),
    /^repository:7: entry 5 stands where 6 should\.$/m,
  ],
  [
    'a chain without its head',
    headed((head) => (head.chain === 'repository:7' ? null : head)),
    /^repository:7: no signed head is there/m,
  ],
  [
    'an older head',
    headed((head) => ({ ...head, seq: 1 })),
    /^repository:7: the signature over entry 1 by key [0-9a-f]{16} is wrong\.$/m,
  ],
  [
    'evidence changed',
    (lines) =>
      lines.map((line) =>
        line.evidence === undefined
          ? line
          : { evidence: { ...line.evidence, body: line.evidence.body.replace('staging', 'x') } },
      ),
    /^repository:7: entry 2 rests on evidence sha256:[0-9a-f]{64}, which was changed\.$/m,
  ],
  [
    'evidence taken out',
    (lines) => lines.filter((line) => line.evidence === undefined),
    /^repository:7: entry 3 rests on evidence sha256:[0-9a-f]{64}, which is not here\.$/m,
  ],
  [
    'a line that was cut',
    (lines) => [...lines.slice(0, 3), 'x'],
    /^Line 4 is not a line of an export\.$/m,
  ],
  [
    'something beside what was hashed',
    changed(2, (entry) => ({ ...entry, note: 'approved by hand' }) as ChainEntry),
    /^Line 3 is not a line of an export\.$/m,
  ],
  [
    'no header',
    (lines) => lines.slice(1),
    /^The first line, with the keys and the signed heads, is missing/m,
  ],
  [
    'a later version',
    ([first, ...rest]) => [{ ...first, version: 2, more: [] }, ...rest],
    /^The export has version 2: a newer Lockkeeper can read it\.$/m,
  ],
])('sees %s', async (_, change, words) => {
  const record = await writeRecord();
  const said = await verify(asText(change(await linesOf(record))), record.signer.publicKeyPem);
  expect(said.stderr).toMatch(words);
  expect(said.code).toBe(1);
  expect(said.stdout).toBe('');
});

test('sees a file that was cut in the middle of a line, and one without any', async () => {
  const record = await writeRecord();
  const text = asText(await linesOf(record));
  expect(await verify(text.slice(0, -20), record.signer.publicKeyPem)).toMatchObject({
    code: 1,
    stderr: 'Line 10 is not JSON: the file was cut or changed.\n',
  });
  expect(await verify('', record.signer.publicKeyPem)).toMatchObject({
    code: 1,
    stderr: 'The file is empty.\n',
  });
});

test('trusts the key that it was given, never one in the file', async () => {
  const forged = await writeRecord();
  const said = await verify(
    asText(await linesOf(forged)),
    createSigner(generateSigningKey()).publicKeyPem,
  );
  expect(said.code).toBe(1);
  expect(said.stderr).toContain('which is not a key you trust and does not follow from one');
});

test('does not take the name of a trusted key for the key', async () => {
  const forger = await writeRecord();
  const trusted = createSigner(generateSigningKey());
  const [header, ...rest] = await linesOf(forger);
  const keys = [{ ...header?.keys?.[0], id: trusted.keyId }];
  const heads = header?.heads?.map((head) => {
    const renamed = { ...head, keyId: trusted.keyId };
    return { ...renamed, signature: forger.signer.sign(headText(renamed)) };
  });
  const said = await verify(asText([{ ...header, keys, heads }, ...rest]), trusted.publicKeyPem);
  expect(said.code).toBe(1);
});

test('tells machines whom it trusts, who signed, and where keys changed', async () => {
  const record = await openRecord();
  const lost = createSigner(generateSigningKey()).keyId;
  const change = { from: lost, to: record.signer.keyId, signedBy: null };
  await record.add('repository:7', { kind: 'key.replaced', body: change });
  const { keyId, publicKeyPem } = record.signer;
  const { stdout, code } = await verify(asText(await linesOf(record)), publicKeyPem, 'json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    success: false,
    trusted: [keyId],
    signed_by: [{ key: keyId, path: [keyId] }],
    keys_replaced: [{ from: lost, to: keyId, signed_by: null, chain: 'repository:7', seq: 1 }],
    problems: [{ chain: null, seq: null, problem: { code: 'key_missing', keyId: lost } }],
  });
});

test('reads several keys from one file', async () => {
  const record = await writeRecord();
  const other = createSigner(generateSigningKey()).publicKeyPem.replaceAll('\n', '\r\n');
  const text = asText(await linesOf(record));
  expect(await verify(text, `${other}# ours\n${record.signer.publicKeyPem}`)).toMatchObject({
    code: 0,
  });
});

test('tells fifty problems and counts the others', async () => {
  const record = await openRecord();
  for (let i = 0; i < 60; i += 1) await record.add('repository:7');
  const lines = (await linesOf(record)).map((line) =>
    line.entry === undefined ? line : { entry: { ...line.entry, environment: 'staging' } },
  );
  const said = await verify(asText(lines), record.signer.publicKeyPem);
  expect(said.stderr).toContain(
    '… and 10 more.\nThe record is not what was written: 60 problems.\n',
  );
  const json = await verify(asText(lines), record.signer.publicKeyPem, 'json');
  expect(JSON.parse(json.stdout)).toMatchObject({ success: false, problem_count: 60 });
});

test('says what is no key, and which file is not there', async () => {
  const record = await writeRecord();
  const text = asText(await linesOf(record));
  const file = write('audit.jsonl', text);
  const secret = await verify(text, generateSigningKey());
  expect(secret.code).toBe(2);
  expect(secret.stderr).toMatch(
    /is a private key\. Its public half: openssl pkey -in \S+ -pubout$/m,
  );
  expect(await verify(text, 'ssh-ed25519 AAAA')).toMatchObject({ code: 2 });
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const other = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  expect((await verify(text, other)).stderr).toMatch(/is no Ed25519 key/);
  const options = {
    publicKey: [write('key.pem', record.signer.publicKeyPem)],
    output: 'table',
  } as const;
  const gone = await runVerb((io) => auditVerify(io, '/nowhere/a.jsonl', options, keyRing));
  expect(gone).toEqual({ code: 3, stdout: '', stderr: '/nowhere/a.jsonl is not there.\n' });
  const noKey = { publicKey: ['/nowhere/key.pem'], output: 'table' } as const;
  expect(await runVerb((io) => auditVerify(io, file, noKey, keyRing))).toMatchObject({ code: 3 });
});

test('decides every decision again, to the same bytes', async () => {
  const said = await replay(asText(await linesOf(await writeRecord())));
  expect(said).toEqual({
    code: 0,
    stdout:
      'Decided again: 3 decisions, every one with the same answer to the byte. Whether they are the recorded ones, `audit verify` says.\n',
    stderr: '',
  });
});

test('says which decision has another answer now', async () => {
  const lines = await linesOf(await writeRecord());
  const otherHash = changed(3, (entry) => ({
    ...entry,
    body: canonicalJson({ ...JSON.parse(entry.body), determinismHash: sha256('another') }),
  }));
  const said = await replay(asText(otherHash(lines)));
  expect(said.code).toBe(1);
  expect(said.stderr).toBe(
    'repository:7 entry 3: another answer with the same gates: its inputs were changed.\n',
  );
  const json = await replay(asText(otherHash(lines)), 'json');
  expect(JSON.parse(json.stdout)).toMatchObject({
    success: false,
    decisions: 3,
    different: [
      { chain: 'repository:7', seq: 3, traceId: null, replay: { kind: 'differs', versions: [] } },
    ],
  });
});

test('says which decision cannot be decided again', async () => {
  const lines = await linesOf(await writeRecord());
  const without = lines.filter((line) => line.evidence === undefined);
  expect(await replay(asText(without))).toMatchObject({
    code: 1,
    stdout: 'Decided again: 3 decisions, 3 with another answer.\n',
  });
  const unreadable = changed(2, (entry) => ({ ...entry, body: 'not even JSON' }))(lines);
  expect((await replay(asText(unreadable))).stderr).toBe(
    'repository:7 entry 2: what it rests on is missing or was changed.\n',
  );
  expect(
    await runVerb((io) => auditReplay(io, '/nowhere/a.jsonl', { output: 'table' })),
  ).toMatchObject({
    code: 3,
  });
});
