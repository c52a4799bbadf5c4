/**
 * Writes the record as JSON Lines, for an auditor who has nothing else. The format, one object a line:
 *
 * 1. `{format, version, keys, heads}`: the public keys with who signed them, the signed head of each
 *    chain. A head's signature is Ed25519 over the canonical JSON (RFC 8785) of {chain, seq, hash, keyId},
 *    a key's over that of {keyId, publicKey, replaces}.
 * 2. `{entry}`: chain by chain, oldest first, up to its head. `hash` is SHA-256 over the canonical JSON
 *    of everything else in the entry, `previous` the hash before it.
 * 3. `{evidence: {digest, body}}`: right behind the first decision that looked at it; `digest` is
 *    SHA-256 of `body`.
 */
import type { Digest } from '../../core/digest.ts';
import { toIso } from '../../core/instant.ts';
import { type ChainEntry, type ChainHead, decodeDecision } from '../../core/record.ts';
import type { SigningKey } from '../../ports/record.ts';
import type { Store } from '../../ports/store.ts';

export const EXPORT_FORMAT = 'lockkeeper-audit';
export const EXPORT_VERSION = 1;

export interface ExportHeader {
  readonly keys: readonly SigningKey[];
  readonly heads: readonly ChainHead[];
}
export type ExportLine =
  | (ExportHeader & {
      readonly format: typeof EXPORT_FORMAT;
      readonly version: typeof EXPORT_VERSION;
    })
  | { readonly entry: ChainEntry }
  | { readonly evidence: { readonly digest: Digest; readonly body: string } };

/** Digests that were seen, at half of their bytes: enough to tell them apart, little enough to keep. */
export class SeenDigests {
  readonly #seen = new Set<string>();
  add(digest: Digest): void {
    this.#seen.add(short(digest));
  }
  has(digest: Digest): boolean {
    return this.#seen.has(short(digest));
  }
}
const short = (digest: Digest): string =>
  Buffer.from(digest.slice(-SHORT_HEX), 'hex').toString('latin1');
const SHORT_HEX = 32;

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
    if ('entry' in line)
      yield COLUMNS.map((column) => quoted(cellOf(line.entry, column))).join(',');
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

/** Instants as people read them; JSON Lines keep the milliseconds that were hashed. */
const cellOf = (entry: ChainEntry, column: (typeof COLUMNS)[number]): string | number | null =>
  column === 'at' ? toIso(entry.at) : entry[column];

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
  const told = new SeenDigests();
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
  told: SeenDigests,
): AsyncGenerator<ExportLine> {
  const { facts, policy } = decodeDecision(entry.body);
  for (const digest of [facts.evidence, policy.evidence]) {
    if (told.has(digest)) continue;
    told.add(digest);
    const body = await store.record.evidence(digest);
    if (body !== null) yield { evidence: { digest, body } };
  }
}
