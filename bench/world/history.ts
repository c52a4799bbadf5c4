/**
 * Years of promotions: what one real promotion left behind, copied as often as wanted, each copy with
 * its own names and every entry of the record linked to the one before, so that it can be verified.
 */
import { createHash } from 'node:crypto';
import Database from 'better-sqlite3';
import { sha256 } from '../../src/core/digest.ts';
import { type ChainEntry, decodeDecision, headText, linkHash } from '../../src/core/record.ts';
import type { Signer } from '../../src/ports/signer.ts';

type Row = Readonly<Record<string, string | number | null>>;

interface Origin {
  readonly promotion: Row;
  readonly ledger: Row;
  readonly entries: readonly Row[];
  readonly evidence: readonly Row[];
}

/** Copies in one transaction: whoever else uses the file has its turn in between. */
const AT_ONCE = 2_000;

/** How many entries the newest promotion of a file left in the record. */
export const entriesOfNewest = (path: string): number => {
  const file = new Database(path, { readonly: true });
  const { entries } = originIn(file);
  file.close();
  return entries.length;
};

/** Copies the newest promotion so often; nothing else may be written to the file meanwhile. */
export const fillHistory = (path: string, copies: number, signer: Signer): void => {
  const file = new Database(path);
  file.pragma('synchronous = OFF');
  const origin = originIn(file);
  const chain = String(origin.entries[0]?.chain);
  const write = writerTo(file, origin);
  const fill = file.transaction((from: number, to: number) => {
    for (let copy = from; copy < to; copy += 1) write(copy);
  });
  for (let from = 0; from < copies; from += AT_ONCE) {
    fill.immediate(from, Math.min(copies, from + AT_ONCE));
  }
  const { seq, hash } = lastOf(file, chain);
  const head = { chain, seq, hash, keyId: signer.keyId };
  file
    .prepare('UPDATE chain_heads SET seq = ?, hash = ?, signature = ? WHERE chain = ?')
    .run(seq, hash, signer.sign(headText(head)), chain);
  file.pragma('wal_checkpoint(TRUNCATE)');
  file.close();
};

const originIn = (file: Database.Database): Origin => {
  const one = (text: string, ...values: unknown[]): Row => file.prepare(text).get(...values) as Row;
  const promotion = one('SELECT * FROM promotions ORDER BY requested_at DESC LIMIT 1');
  const entries = file
    .prepare('SELECT * FROM audit WHERE promotion_id = ? ORDER BY seq')
    .all(promotion.id) as Row[];
  const digests = entries.flatMap(({ kind, body }) =>
    kind === 'decision' ? [decodeDecision(String(body)).facts.evidence] : [],
  );
  return {
    promotion,
    ledger: one('SELECT * FROM ledger WHERE promotion_id = ?', promotion.id),
    entries,
    evidence: digests.map((digest) => one('SELECT * FROM evidence WHERE digest = ?', digest)),
  };
};

/** Older than everything that is there: what is live stays what is live. */
const writerTo = (file: Database.Database, origin: Origin): ((copy: number) => void) => {
  const { promotion, ledger } = origin;
  const inserts = {
    promotions: inserterInto(file, 'promotions', promotion),
    ledger: inserterInto(file, 'ledger', ledger),
    evidence: inserterInto(file, 'evidence', { digest: '', body: '' }),
    audit: inserterInto(file, 'audit', origin.entries[0] ?? {}),
  };
  let last = lastOf(file, String(origin.entries[0]?.chain));
  return (copy) => {
    const renames = renamesOf(origin, copy);
    inserts.promotions({
      ...renamed(promotion, renames),
      pull_number: FIRST_PULL + copy,
      requested_at: Number(promotion.requested_at) - (copy + 1) * MINUTE,
      updated_at: Number(promotion.updated_at) - (copy + 1) * MINUTE,
    });
    inserts.ledger({ ...renamed(ledger, renames), id: `${ledger.id}.${copy}`, seq: -copy });
    for (const { digest, body } of origin.evidence) {
      const text = rename(String(body), renames);
      renames.push([String(digest), sha256(text)]);
      inserts.evidence({ digest: sha256(text), body: text });
    }
    for (const entry of origin.entries) {
      last = linked(renamed(entry, renames), last);
      inserts.audit(columnsOf(last));
    }
  };
};

const FIRST_PULL = 1_000_000;
const MINUTE = 60_000;

const inserterInto = (file: Database.Database, table: string, like: Row) => {
  const columns = Object.keys(like);
  const values = columns.map((column) => `@${column}`);
  const statement = file.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${values.join(', ')})`,
  );
  return (row: Row): void => void statement.run(row);
};

type Renames = (readonly [from: string, to: string])[];

/** As long as they were, so that what is canonical stays so. */
const renamesOf = ({ promotion: { id, sha, tree, release_id } }: Origin, copy: number): Renames => {
  const hash = createHash('sha256').update(`${sha} ${copy}`).digest('hex');
  return [
    [String(id), `${String(id).slice(0, -8)}${String(copy).padStart(8, '0')}`],
    [String(sha), hash.slice(0, 40)],
    [String(tree), hash.slice(24)],
    [String(release_id), `sha256:${hash}`],
  ];
};

const rename = (text: string, renames: Renames): string =>
  renames.reduce((before, [from, to]) => before.replaceAll(from, to), text);

const renamed = (row: Row, renames: Renames): Row =>
  Object.fromEntries(
    Object.entries(row).map(([column, value]) => [
      column,
      typeof value === 'string' ? rename(value, renames) : value,
    ]),
  );

type Last = ChainEntry;

const lastOf = (file: Database.Database, chain: string): Last =>
  entryOf(
    file.prepare('SELECT * FROM audit WHERE chain = ? ORDER BY seq DESC LIMIT 1').get(chain) as Row,
  );

const linked = (row: Row, last: Last): ChainEntry => {
  const unlinked = { ...entryOf(row), seq: last.seq + 1, previous: last.hash };
  return { ...unlinked, hash: linkHash(unlinked) };
};

const entryOf = ({ promotion_id, person_id, ...rest }: Row): ChainEntry =>
  ({ ...rest, promotionId: promotion_id, personId: person_id }) as unknown as ChainEntry;

const columnsOf = ({ promotionId, personId, ...rest }: ChainEntry): Row =>
  ({ ...rest, promotion_id: promotionId, person_id: personId }) as unknown as Row;
