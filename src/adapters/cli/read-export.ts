/** Reads an export of the record, line by line; a line that is none is a problem with its number. */
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import type { ChainEntry, ChainHead, SigningKey } from '../../ports/record.ts';
import type { Exported } from '../../services/audit-check.ts';
import { EXPORT_FORMAT, EXPORT_VERSION } from '../../services/audit-export.ts';

const digest = z.string().regex(/^sha256:[0-9a-f]{64}$/);
const head = z.looseObject({
  chain: z.string(),
  seq: z.number(),
  hash: digest,
  keyId: z.string(),
  signature: z.string(),
});
const key = z.looseObject({ id: z.string(), publicKey: z.string() });
const header = z.object({
  format: z.literal(EXPORT_FORMAT),
  version: z.literal(EXPORT_VERSION),
  keys: z.array(key),
  heads: z.array(head),
});
const entry = z.strictObject({
  chain: z.string(),
  seq: z.number(),
  at: z.number(),
  kind: z.string(),
  promotionId: z.string().nullable(),
  environment: z.string().nullable(),
  personId: z.number().nullable(),
  body: z.string(),
  previous: digest,
  hash: digest,
});
const line = z.union([
  header,
  z.object({ entry }),
  z.object({ evidence: z.object({ digest, body: z.string() }) }),
]);

/** The file cannot be read as an export; the message says where and why. */
export class NotAnExport extends Error {
  override readonly name = 'NotAnExport';
}

/** Throws `NotAnExport`, or what the file system says where the file cannot be opened. */
export const readExport = async (file: string): Promise<Exported> => {
  const entries: ChainEntry[] = [];
  const evidence = new Map<string, string>();
  let keys: readonly SigningKey[] | null = null;
  let heads: readonly ChainHead[] = [];
  let number = 0;
  for await (const text of createInterface({
    input: createReadStream(file),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    number += 1;
    if (text.trim() === '') continue;
    const read = line.safeParse(parse(text, number));
    if (!read.success) throw new NotAnExport(`Line ${number} is not a line of an export.`);
    if ('format' in read.data) {
      // The shapes were just checked; what the record keeps beside them is taken as it is.
      keys = read.data.keys as unknown as readonly SigningKey[];
      heads = read.data.heads as unknown as readonly ChainHead[];
    } else if ('entry' in read.data) entries.push(read.data.entry as ChainEntry);
    else evidence.set(read.data.evidence.digest, read.data.evidence.body);
  }
  if (keys === null)
    throw new NotAnExport('The first line, with the keys and the signed heads, is missing.');
  return { keys, heads, entries, evidence };
};

const parse = (text: string, number: number): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new NotAnExport(`Line ${number} is not JSON: the file was cut or changed.`);
  }
};
