/** What an export holds: everything an auditor needs, and nothing that a spreadsheet would run. */
import { expect, test } from 'vitest';
import { exportCsv, exportLines } from '../../../src/services/audit/audit-export.ts';
import { allOf, openRecord, writeRecord } from './written-record.ts';

const kindsOf = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => {
    const value = JSON.parse(line) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
    if (value.entry !== undefined) return `${value.entry.chain} ${value.entry.seq}`;
    return value.evidence === undefined ? 'header' : 'evidence';
  });

test('begins with keys and heads, and has evidence right behind the first decision that needs it', async () => {
  const { store, signer } = await writeRecord();
  const lines = await allOf(exportLines(store));
  expect(kindsOf(lines)).toEqual([
    'header',
    'repository:7 1',
    'repository:7 2',
    'evidence',
    'evidence',
    'repository:7 3',
    'evidence',
    'repository:7 4',
    'repository:7 5',
    'repository:8 1',
  ]);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    format: 'lockkeeper-audit',
    version: 1,
    keys: [{ id: signer.keyId, publicKey: signer.publicKeyPem }],
    heads: [
      { chain: 'repository:7', seq: 5 },
      { chain: 'repository:8', seq: 1 },
    ],
  });
});

test('ends where its heads end, whatever is written meanwhile', async () => {
  const record = await writeRecord();
  const lines = exportLines(record.store);
  const first = await lines.next();
  await record.add('repository:7');
  await record.add('repository:9');
  const rest = await allOf(lines);
  expect(kindsOf([String(first.value), ...rest])).toHaveLength(10);
});

test('reads a long chain whole', async () => {
  const record = await openRecord();
  for (let i = 0; i < 1_001; i += 1) await record.add('repository:7');
  expect(await allOf(exportLines(record.store))).toHaveLength(1_002);
});

test('tells a record without entries', async () => {
  const { store } = await openRecord();
  expect(kindsOf(await allOf(exportLines(store)))).toEqual(['header']);
  expect(await allOf(exportCsv(store))).toHaveLength(1);
});

test('writes CSV for people, which no spreadsheet runs', async () => {
  const record = await openRecord();
  await record.add('repository:7', { kind: '=HYPERLINK("x")', body: 'one "two"\nthree' });
  const [columns, row] = await allOf(exportCsv(record.store));
  expect(columns).toBe('chain,seq,at,kind,promotionId,environment,personId,body,previous,hash');
  expect(row).toMatch(
    /^"repository:7","1","2026-11-21T12:00:00\.000Z","'=HYPERLINK\(""x""\)","P1","production","1","""one \\""two\\""\\nthree""","sha256:0{64}","sha256:[0-9a-f]{64}"$/,
  );
});
