/** Reads an export of the record, line by line; one that cannot be read is a problem with its number. */
import { createReadStream } from 'node:fs';
import { z } from 'zod';
import type { Digest } from '../../core/digest.ts';
import { EXPORT_FORMAT, EXPORT_VERSION, type ExportLine } from '../../services/audit-export.ts';

/** A digest of this shape is a `Digest`. */
const digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/)
  .transform((text) => text as Digest);
const head = z.strictObject({
  chain: z.string(),
  seq: z.int(),
  hash: digest,
  keyId: z.string(),
  signature: z.string(),
});
const key = z.strictObject({
  id: z.string(),
  publicKey: z.string(),
  createdAt: z.int(),
  signedBy: z.strictObject({ keyId: z.string(), signature: z.string() }).nullable(),
});
/** A key a day for years; more would only cost the reader time. */
const MAX_KEYS = 1_000;
const header = z.strictObject({
  format: z.literal(EXPORT_FORMAT),
  version: z.literal(EXPORT_VERSION),
  keys: z.array(key).max(MAX_KEYS),
  heads: z.array(head),
});
const entry = z.strictObject({
  chain: z.string(),
  seq: z.int(),
  at: z.int(),
  kind: z.string(),
  promotionId: z.string().nullable(),
  environment: z.string().nullable(),
  personId: z.int().nullable(),
  body: z.string(),
  previous: digest,
  hash: digest,
});
const line = z.union([
  z.strictObject({ entry }),
  z.strictObject({ evidence: z.strictObject({ digest, body: z.string() }) }),
]);

/** The file cannot be read as an export; the message says where and why. */
export class NotAnExport extends Error {
  override readonly name = 'NotAnExport';
}

/** Throws `NotAnExport`, or what the file system says where the file cannot be opened. */
export async function* readExport(file: string): AsyncGenerator<ExportLine> {
  let number = 0;
  for await (const text of textLines(file)) {
    number += 1;
    if (number === 1) yield readHeader(text);
    else if (text.trim() !== '') yield readLine(text, number);
  }
  if (number === 0) throw new NotAnExport('The file is empty.');
}

const readHeader = (text: string): ExportLine => {
  const value = parse(text, 1);
  const read = header.safeParse(value);
  if (read.success) return read.data;
  const frame = z.looseObject({ format: z.literal(EXPORT_FORMAT), version: z.int() });
  const other = frame.safeParse(value);
  throw new NotAnExport(
    other.success && other.data.version > EXPORT_VERSION
      ? `The export has version ${other.data.version}: a newer Lockkeeper can read it.`
      : 'The first line, with the keys and the signed heads, is missing: this is no export.',
  );
};

const readLine = (text: string, number: number): ExportLine => {
  const read = line.safeParse(parse(text, number));
  if (!read.success) throw new NotAnExport(`Line ${number} is not a line of an export.`);
  return read.data;
};

const parse = (text: string, number: number): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotAnExport(`Line ${number} is not JSON: the file was cut or changed.`);
  }
};

async function* textLines(file: string): AsyncGenerator<string> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: CHUNK })) {
    const [first = '', ...others] = String(chunk).split('\n');
    rest += first;
    for (const next of others) {
      yield rest;
      rest = next;
    }
  }
  if (rest !== '') yield rest;
}
const CHUNK = 1 << 18;
