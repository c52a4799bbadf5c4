/** Deliveries as they came, by delivery id. Many that arrive together share one commit. */
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { CHAT_EVENT } from '../../ports/chat-request.ts';
import type { Delivery, Inbox, Leased } from '../../ports/queue.ts';
import { type Db, type Dialect, WAITING } from './dialect.ts';
import { backlogOf, forgetEnded, reviveBuried } from './queues.ts';

/** Of one statement. */
const MOST_IDS = 500;

export const inbox = (db: Db, dialect: Dialect): Inbox => ({
  put: async (delivery) =>
    (await insertDeliveries(db, [delivery])).has(delivery.id) ? 'stored' : 'duplicate',
  claim: (now, leaseMs, limit) => claimDue(db, dialect, now, leaseMs, limit),
  done: async (id, now) => {
    await db
      .updateTable('inbox')
      .set({ state: 'done', done_at: now, error: null })
      .where('id', '=', id)
      .execute();
  },
  retry: async (id, at, error) => {
    await db
      .updateTable('inbox')
      .set({ due_at: at, leased_until: 0, error })
      .where('id', '=', id)
      .where('state', '=', WAITING)
      .execute();
  },
  postpone: async (id, at, error) => {
    await db
      .updateTable('inbox')
      .set({ due_at: at, leased_until: 0, error, attempts: sql`attempts - 1` })
      .where('id', '=', id)
      .where('state', '=', WAITING)
      .execute();
  },
  bury: async (id, now, error) => {
    await db
      .updateTable('inbox')
      .set({ state: 'buried', done_at: now, error })
      .where('id', '=', id)
      .where('state', '=', WAITING)
      .execute();
  },
  revive: (since, now) => reviveBuried(db, 'inbox', since, now),
  newest: async () => {
    const newest = await db
      .selectFrom('inbox')
      .select('received_at')
      // Along the primary key from its end: those of a chat are few.
      .where('seq', '>', 0)
      .where('event', '!=', CHAT_EVENT)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    return newest?.received_at ?? null;
  },
  known: (ids) => knownOf(db, ids),
  forget: (before, most) => forgetEnded(db, 'inbox', before, most),
  backlog: () => backlogOf(db, 'inbox'),
});

const knownOf = async (db: Db, ids: readonly string[]): Promise<ReadonlySet<string>> => {
  const found = new Set<string>();
  for (let from = 0; from < ids.length; from += MOST_IDS) {
    const some = ids.slice(from, from + MOST_IDS);
    const rows = await db.selectFrom('inbox').select('id').where('id', 'in', some).execute();
    for (const { id } of rows) found.add(id);
  }
  return found;
};

/** What is spared in writing is several times what this costs. */
const LEVEL = 1;
const pack = (text: string): Buffer => gzipSync(text, { level: LEVEL });

/** Those from before the first version that compressed begin as JSON does. */
const GZIP = 0x1f;
const unpack = (bytes: Buffer): string =>
  (bytes[0] === GZIP ? gunzipSync(bytes) : bytes).toString('utf8');

/** Stores those whose id is new, in one statement; the ids that were. */
export const insertDeliveries = async (
  db: Db,
  deliveries: readonly Delivery[],
): Promise<ReadonlySet<string>> => {
  const rows = await db
    .insertInto('inbox')
    .values(
      deliveries.map(({ id, event, payload, receivedAt }) => ({
        id,
        event,
        payload: pack(payload),
        received_at: receivedAt,
        state: 'waiting' as const,
        due_at: receivedAt,
        leased_until: 0,
        attempts: 0,
      })),
    )
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute();
  return new Set(rows.map((row) => row.id));
};

const claimDue = async (
  db: Db,
  dialect: Dialect,
  now: number,
  leaseMs: number,
  limit: number,
): Promise<readonly (Delivery & Leased)[]> => {
  const rows = await db
    .with(
      // Once: a plan that ran it again for each row would take more than it may.
      (cte) => cte('due').materialized(),
      (from) => {
        const due = from
          .selectFrom('inbox')
          .select('seq')
          .where('state', '=', WAITING)
          .where('due_at', '<=', now)
          .where('leased_until', '<=', now)
          .orderBy('seq')
          .limit(limit);
        return dialect.skipsLocked ? due.forUpdate().skipLocked() : due;
      },
    )
    .updateTable('inbox')
    .set({ leased_until: now + leaseMs, attempts: sql`attempts + 1` })
    .where('seq', 'in', (from) => from.selectFrom('due').select('seq'))
    .returning(['seq', 'id', 'event', 'payload', 'received_at', 'attempts'])
    .execute();
  return rows
    .sort((a, b) => a.seq - b.seq)
    .map(({ id, event, payload, received_at, attempts }) => ({
      id,
      event,
      payload: unpack(payload),
      receivedAt: received_at,
      attempts,
    }));
};
