/** The record: chains that are only ever added to, their signed heads, and the evidence beside them. */
import type { Selectable } from 'kysely';
import type { Digest } from '../../core/digest.ts';
import type { ChainEntry } from '../../core/record.ts';
import type { RecordTables, SigningKey } from '../../ports/record.ts';
import { type Db, type Dialect, orConflict } from './dialect.ts';
import type { Schema } from './schema.ts';

export const record = (db: Db, dialect: Dialect): RecordTables => ({
  ...chains(db, dialect),
  ...lookups(db),
  ...heads(db),
  ...keys(db),
});

const chains = (db: Db, dialect: Dialect): Pick<RecordTables, 'last' | 'append' | 'entries'> => ({
  last: async (chain) => {
    const row = await db
      .selectFrom('audit')
      .selectAll()
      .where('chain', '=', chain)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : decode(row);
  },
  append: async (entry) => {
    const appended = db
      .insertInto('audit')
      .values({
        chain: entry.chain,
        seq: entry.seq,
        at: entry.at,
        kind: entry.kind,
        promotion_id: entry.promotionId,
        environment: entry.environment,
        person_id: entry.personId,
        body: entry.body,
        previous: entry.previous,
        hash: entry.hash,
      })
      .execute();
    await orConflict(dialect, `${entry.chain} entry ${entry.seq}`, appended);
  },
  entries: async (chain, after, limit) => {
    const rows = await db
      .selectFrom('audit')
      .selectAll()
      .where('chain', '=', chain)
      .where('seq', '>', after)
      .orderBy('seq')
      .limit(limit)
      .execute();
    return rows.map(decode);
  },
});

const lookups = (db: Db): Pick<RecordTables, 'lastOf' | 'chains' | 'chainsSignedByOthers'> => ({
  lastOf: async (promotionId, kind) => {
    const row = await db
      .selectFrom('audit')
      .selectAll()
      .where('promotion_id', '=', promotionId)
      .where('kind', '=', kind)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : decode(row);
  },
  chains: async () => {
    const rows = await db.selectFrom('chain_heads').select('chain').orderBy('chain').execute();
    return rows.map((row) => row.chain);
  },
  chainsSignedByOthers: async (keyId) => {
    const rows = await db
      .selectFrom('chain_heads')
      .select('chain')
      .where('key_id', '!=', keyId)
      .orderBy('chain')
      .execute();
    return rows.map((row) => row.chain);
  },
});

const heads = (db: Db): Pick<RecordTables, 'putHead' | 'head' | 'putEvidence' | 'evidence'> => ({
  putHead: async ({ chain, seq, hash, keyId, signature }) => {
    const rest = { seq, hash, key_id: keyId, signature };
    await db
      .insertInto('chain_heads')
      .values({ chain, ...rest })
      .onConflict((conflict) => conflict.column('chain').doUpdateSet(rest))
      .execute();
  },
  head: async (chain) => {
    const row = await db
      .selectFrom('chain_heads')
      .selectAll()
      .where('chain', '=', chain)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { seq, hash, key_id, signature } = row;
    return { chain, seq, hash: hash as Digest, keyId: key_id, signature };
  },
  putEvidence: async (digest, body) => {
    await db
      .insertInto('evidence')
      .values({ digest, body })
      .onConflict((conflict) => conflict.column('digest').doNothing())
      .execute();
  },
  evidence: async (digest) => {
    const row = await db
      .selectFrom('evidence')
      .select('body')
      .where('digest', '=', digest)
      .executeTakeFirst();
    return row?.body ?? null;
  },
});

const keys = (db: Db): Pick<RecordTables, 'putKey' | 'keys'> => ({
  putKey: async ({ id, publicKey, createdAt, signedBy }) => {
    const signed_by = signedBy === null ? null : JSON.stringify(signedBy);
    await db
      .insertInto('signing_keys')
      .values({ id, public_key: publicKey, created_at: createdAt, signed_by })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  },
  keys: async () => {
    const rows = await db
      .selectFrom('signing_keys')
      .selectAll()
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      publicKey: row.public_key,
      createdAt: row.created_at,
      signedBy:
        row.signed_by === null ? null : (JSON.parse(row.signed_by) as SigningKey['signedBy']),
    }));
  },
});

const decode = (row: Selectable<Schema['audit']>): ChainEntry => ({
  chain: row.chain,
  seq: row.seq,
  at: row.at,
  kind: row.kind,
  promotionId: row.promotion_id,
  environment: row.environment,
  personId: row.person_id,
  body: row.body,
  previous: row.previous as Digest,
  hash: row.hash as Digest,
});
