/**
 * Writes the record as JSON Lines, for an auditor who has nothing else: a first line with the keys and
 * the signed heads, then every entry, and behind a decision the evidence it looked at, once each.
 */
import { decodeDecision } from '../core/record.ts';
import type { ChainEntry, ChainHead, SigningKey } from '../ports/record.ts';
import type { Store } from '../ports/store.ts';

export const EXPORT_FORMAT = 'lockkeeper-audit';
export const EXPORT_VERSION = 1;

export type ExportLine =
  | {
      readonly format: typeof EXPORT_FORMAT;
      readonly version: typeof EXPORT_VERSION;
      readonly keys: readonly SigningKey[];
      readonly heads: readonly ChainHead[];
    }
  | { readonly entry: ChainEntry }
  | { readonly evidence: { readonly digest: string; readonly body: string } };

/** Entries read from the database at once. */
const BATCH = 500;

type Readable = Pick<Store, 'record'>;

/** One JSON text a line, without its line break. What is written meanwhile comes in the next export. */
export async function* exportLines(store: Readable): AsyncGenerator<string> {
  for await (const line of lines(store)) yield JSON.stringify(line);
}

/** The entries alone as CSV (RFC 4180), for people. */
export async function* exportCsv(store: Readable): AsyncGenerator<string> {
  yield COLUMNS.join(',');
  for await (const line of lines(store)) {
    if ('entry' in line) yield COLUMNS.map((column) => quoted(line.entry[column])).join(',');
  }
}

const COLUMNS = [
  'chain',
  'seq',
  'at',
  'kind',
  'promotionId',
  'environment',
  'personId',
  'body',
  'previous',
  'hash',
] as const;

/** A cell that a spreadsheet would run as a formula is made a text. */
const quoted = (value: string | number | null): string => {
  const text = value === null ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
};

async function* lines(store: Readable): AsyncGenerator<ExportLine> {
  const { record } = store;
  const heads: ChainHead[] = [];
  for (const chain of await record.chains()) {
    const head = await record.head(chain);
    if (head !== null) heads.push(head);
  }
  yield { format: EXPORT_FORMAT, version: EXPORT_VERSION, keys: await record.keys(), heads };
  const told = new Set<string>();
  for (const head of heads) {
    for await (const entry of entriesUpTo(store, head)) {
      yield { entry };
      if (entry.kind === 'decision') yield* evidenceOf(store, entry, told);
    }
  }
}

async function* entriesUpTo(store: Readable, head: ChainHead): AsyncGenerator<ChainEntry> {
  for (let after = 0; after < head.seq; ) {
    const batch = await store.record.entries(head.chain, after, Math.min(BATCH, head.seq - after));
    if (batch.length === 0) return;
    yield* batch;
    after = batch.at(-1)?.seq ?? head.seq;
  }
}

async function* evidenceOf(
  store: Readable,
  entry: ChainEntry,
  told: Set<string>,
): AsyncGenerator<ExportLine> {
  const { facts, policy } = decodeDecision(entry.body);
  for (const digest of [facts.evidence, policy.evidence]) {
    if (told.has(digest)) continue;
    told.add(digest);
    const body = await store.record.evidence(digest);
    if (body !== null) yield { evidence: { digest, body } };
  }
}
