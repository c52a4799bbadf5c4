/**
 * Effects waiting to be made. A key is kept once: adding it again while it waits changes what it will
 * do, adding it after it was done makes it due anew. Lanes keep their order.
 */
import { sql } from 'kysely';
import type { Effect, LeasedEffect, Outbox } from '../../ports/queue.ts';
import type { Db, Dialect } from './dialect.ts';

export const outbox = (db: Db, dialect: Dialect): Outbox => ({
  add: (effect) => addOrRenew(db, effect),
  claim: (now, leaseMs, limit) => claimDue(db, dialect, now, leaseMs, limit),
  done: async (key, generation, now) => {
    await db
      .updateTable('outbox')
      .set({ begun: 0, leased_until: 0, error: null })
      .where('key', '=', key)
      .execute();
    await db
      .updateTable('outbox')
      .set({ state: 'done', done_at: now })
      .where('key', '=', key)
      .where('generation', '=', generation)
      .execute();
  },
  retry: async (key, at, error) => {
    await db
      .updateTable('outbox')
      .set({ due_at: at, leased_until: 0, error })
      .where('key', '=', key)
      .execute();
  },
  bury: async (key, now, error) => {
    await db
      .updateTable('outbox')
      .set({ state: 'buried', done_at: now, error })
      .where('key', '=', key)
      .execute();
  },
  depth: async () => {
    const { count } = await db
      .selectFrom('outbox')
      .select((of) => of.fn.countAll().as('count'))
      .where('state', '=', 'waiting')
      .executeTakeFirstOrThrow();
    return Number(count);
  },
});

const claimDue = async (
  db: Db,
  dialect: Dialect,
  now: number,
  leaseMs: number,
  limit: number,
): Promise<readonly LeasedEffect[]> => {
  const rows = await db
    .updateTable('outbox')
    .set({ leased_until: now + leaseMs, attempts: sql`attempts + 1` })
    .where('seq', 'in', (nested) => {
      const due = nested
        .selectFrom('outbox as o')
        .select('o.seq')
        .where('o.state', '=', 'waiting')
        .where('o.due_at', '<=', now)
        .where('o.leased_until', '<=', now)
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('outbox as earlier')
                .select('earlier.seq')
                .whereRef('earlier.lane', '=', 'o.lane')
                .whereRef('earlier.seq', '<', 'o.seq')
                .where('earlier.state', '=', 'waiting'),
            ),
          ),
        )
        .orderBy('o.priority')
        .orderBy('o.seq')
        .limit(limit);
      return dialect.skipsLocked ? due.forUpdate('o').skipLocked() : due;
    })
    .returningAll()
    .execute();
  const claimed = rows
    .sort((a, b) => a.priority - b.priority || a.seq - b.seq)
    .map(
      (row): LeasedEffect => ({
        key: row.key,
        lane: row.lane,
        kind: row.kind,
        payload: JSON.parse(row.payload) as unknown,
        dueAt: row.due_at,
        priority: row.priority,
        attempts: row.attempts,
        generation: row.generation,
        uncertain: row.begun === 1,
      }),
    );
  const keys = claimed.map((effect) => effect.key);
  if (keys.length > 0) {
    await db.updateTable('outbox').set({ begun: 1 }).where('key', 'in', keys).execute();
  }
  return claimed;
};

const addOrRenew = async (
  db: Db,
  { key, lane, kind, payload, dueAt, priority }: Effect,
): Promise<void> => {
  const fresh = { lane, kind, payload: JSON.stringify(payload), priority, due_at: dueAt };
  await db
    .insertInto('outbox')
    .values({
      key,
      ...fresh,
      state: 'waiting',
      leased_until: 0,
      attempts: 0,
      generation: 1,
      begun: 0,
    })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        ...fresh,
        state: 'waiting',
        attempts: 0,
        error: null,
        done_at: null,
        generation: sql`outbox.generation + 1`,
      }),
    )
    .execute();
};
