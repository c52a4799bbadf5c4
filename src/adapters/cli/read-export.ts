/** Reads an export of the record, line by line; one that cannot be read is a problem with its number. */
import { createReadStream } from 'node:fs';
import { z } from 'zod';
import type { Digest } from '../../core/digest.ts';
import {
  EXPORT_FORMAT,
  EXPORT_VERSION,
  type ExportLine,
} from '../../services/audit/audit-export.ts';
import { readFault } from './file-fault.ts';
import { inTerminal } from './terminal.ts';

/** A digest of this shape is a `Digest`. */
const digest = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/)
  .transform((text) => text as Digest);
/** Of a chain or a key: what is said of them stands on a terminal, which no name is to steer. */
const name = z.string().regex(/^[\x21-\x7e]{1,100}$/);
const head = z.strictObject({
  chain: name,
  seq: z.int(),
  hash: digest,
  keyId: name,
  signature: z.string(),
});
const key = z.strictObject({
  id: name,
  publicKey: z.string(),
  createdAt: z.int(),
  signedBy: z.strictObject({ keyId: name, signature: z.string() }).nullable(),
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
  chain: name,
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

/** Throws `NotAnExport`, or a `FileFault` where the file cannot be read. */
export async function* readExport(file: string): AsyncGenerator<ExportLine> {
  let number = 0;
  let isBegun = false;
  for await (const text of textLines(file)) {
    number += 1;
    if (text.trim() === '') continue;
    yield isBegun ? readLine(text, number) : readHeader(text);
    isBegun = true;
  }
  if (!isBegun) throw new NotAnExport('The file is empty.');
}

const readHeader = (text: string): ExportLine => {
  const value = parsed(text);
  if (value === undefined) {
    throw new NotAnExport(
      `The file begins with "${inTerminal(text.trim(), MAX_SHOWN)}", which is not JSON: this is no export. ` +
        'If npm wrote that, export again with `npm run -s`, which leaves it out, or with --out <file>.',
    );
  }
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
  const value = parsed(text);
  if (value === undefined) {
    throw new NotAnExport(`Line ${number} is not JSON: the file was cut or changed.`);
  }
  const read = line.safeParse(value);
  if (!read.success) throw new NotAnExport(`Line ${number} is not a line of an export.`);
  return read.data;
};

const MAX_SHOWN = 60;

/** Undefined for what is not JSON, which has no such value. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

async function* textLines(file: string): AsyncGenerator<string> {
  let rest = '';
  let isFirst = true;
  for await (const chunk of chunksOf(file)) {
    // Windows puts a byte order mark before what it saves.
    const text = isFirst ? chunk.replace(/^\uFEFF/, '') : chunk;
    isFirst = false;
    const [first = '', ...others] = text.split('\n');
    rest += first;
    for (const next of others) {
      yield rest;
      rest = next;
    }
  }
  if (rest !== '') yield rest;
}

async function* chunksOf(file: string): AsyncGenerator<string> {
  try {
    for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: CHUNK })) {
      yield String(chunk);
    }
  } catch (fault) {
    throw readFault(file, fault);
  }
}
const CHUNK = 1 << 18;
