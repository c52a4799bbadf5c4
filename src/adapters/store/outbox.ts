/**
 * Effects waiting to be made. A key is kept once: adding it again while it waits changes what it will
 * do, adding it after it was done makes it due again. Lanes keep their order.
 */
import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import type { Effect, LeasedEffect, Outbox } from '../../ports/queue.ts';
import { type Db, type Dialect, LOCKS, WAITING } from './dialect.ts';
import { backlogOf, forgetEnded, reviveBuried } from './queues.ts';
import type { Schema } from './schema.ts';

export const outbox = (db: Db, dialect: Dialect): Outbox => ({
  add: (effect) => addOrRenew(db, dialect, effect),
  // One claim after the other: two at a time could each take an effect of the same lane.
  claim: (now, leaseMs, limit) =>
    dialect.alone(db, LOCKS.claimEffects, (alone) => claimDue(alone, dialect, now, leaseMs, limit)),
  done: async (key, generation, now) => {
    // In one statement: between two it would be free for a moment, and made twice.
    await waiting(db, key)
      .set({
        state: sql`CASE WHEN generation = ${generation} THEN 'done' ELSE state END`,
        done_at: sql`CASE WHEN generation = ${generation} THEN ${now} ELSE done_at END`,
        begun: 0,
        leased_until: 0,
        error: null,
      })
      .execute();
  },
  retry: async (key, at, error) => {
    await waiting(db, key).set({ due_at: at, leased_until: 0, error }).execute();
  },
  postpone: async (key, at, error) => {
    await waiting(db, key)
      .set({
        due_at: at,
        leased_until: 0,
        error,
        // One that was added anew meanwhile counts from nothing already.
        attempts: sql`CASE WHEN attempts > 0 THEN attempts - 1 ELSE 0 END`,
      })
      .execute();
  },
  bury: async (key, now, error) => {
    await waiting(db, key).set({ state: 'buried', leased_until: 0, done_at: now, error }).execute();
  },
  revive: (since, now) => reviveBuried(db, 'outbox', since, now),
  forget: (before, most) => forgetEnded(db, 'outbox', before, most),
  backlog: () => backlogOf(db, 'outbox'),
});

/** The effect of that key, as long as it waits. */
const waiting = (db: Db, key: string) =>
  db.updateTable('outbox').where('key', '=', key).where('state', '=', WAITING);

const claimDue = async (
  db: Db,
  dialect: Dialect,
  now: number,
  leaseMs: number,
  limit: number,
): Promise<readonly LeasedEffect[]> => {
  const rows = await db
    .with(
      (cte) => cte('due').materialized(),
      (from) => {
        const due = from
          .selectFrom('outbox as o')
          .select('o.seq')
          .where('o.state', '=', WAITING)
          .where('o.due_at', '<=', now)
          .where('o.leased_until', '<=', now)
          .where((where) => where.not(where.exists(inTheWay(where, now))))
          .orderBy('o.priority')
          .orderBy('o.seq')
          .limit(limit);
        return dialect.skipsLocked ? due.forUpdate('o').skipLocked() : due;
      },
    )
    .updateTable('outbox')
    .set({
      leased_until: now + leaseMs,
      attempts: sql`attempts + 1`,
      uncertain: sql`begun`,
      begun: 1,
    })
    .where('seq', 'in', (from) => from.selectFrom('due').select('seq'))
    .returningAll()
    .execute();
  return rows.sort((a, b) => a.priority - b.priority || a.seq - b.seq).map(decode);
};

/** Of the same lane: one that was added before, or one under way that was seen before this one. */
const inTheWay = (where: ExpressionBuilder<WithCandidate, 'o'>, now: number) =>
  where
    .selectFrom('outbox as other')
    .select('other.seq')
    .whereRef('other.lane', '=', 'o.lane')
    .where('other.state', '=', WAITING)
    .whereRef('other.seq', '<>', 'o.seq')
    .where((or) =>
      or.or([or('other.seq', '<', or.ref('o.seq')), or('other.leased_until', '>', now)]),
    );

type WithCandidate = Schema & { o: Schema['outbox'] };

const decode = (row: Selectable<Schema['outbox']>): LeasedEffect => ({
  key: row.key,
  lane: row.lane,
  kind: row.kind,
  payload: JSON.parse(row.payload) as unknown,
  dueAt: row.due_at,
  priority: row.priority,
  attempts: row.attempts,
  generation: row.generation,
  uncertain: row.uncertain === 1,
});

const addOrRenew = async (
  db: Db,
  dialect: Dialect,
  { key, lane, kind, payload, dueAt, priority }: Effect,
): Promise<void> => {
  const fresh = { lane, kind, payload: JSON.stringify(payload ?? null), priority, due_at: dueAt };
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
      uncertain: 0,
    })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        ...fresh,
        // What waits keeps its place; what was done goes behind everything that was added since.
        seq: sql`CASE WHEN outbox.state = 'waiting' THEN outbox.seq ELSE ${dialect.lastPlace} END`,
        state: 'waiting',
        attempts: 0,
        error: null,
        done_at: null,
        generation: sql`outbox.generation + 1`,
      }),
    )
    .execute();
};
