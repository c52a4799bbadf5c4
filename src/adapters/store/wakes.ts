/**
 * Promotions to be looked at, each once, from an instant on; the earlier instant wins. What is asked
 * for while one is being looked at is kept, as it may be about something that was not seen.
 */
import { sql } from 'kysely';
import type { Wakes } from '../../ports/queue.ts';
import type { Db, Dialect } from './dialect.ts';

export const wakes = (db: Db, dialect: Dialect): Wakes => ({
  at: (key, dueAt) => ask(db, key, dueAt),
  claim: (now, leaseMs, limit) => claimDue(db, dialect, now, leaseMs, limit),
  done: async (key, generation) => {
    await db
      .deleteFrom('wakes')
      .where('key', '=', key)
      .where('generation', '=', generation)
      .where('held', '=', 1)
      .where('asked_again_at', 'is', null)
      .execute();
    // In this order: what is asked for between the two statements is found by the second.
    await db
      .updateTable('wakes')
      .set({ due_at: sql`asked_again_at`, asked_again_at: null, held: 0, attempts: 0, error: null })
      .where('key', '=', key)
      .where('generation', '=', generation)
      .where('asked_again_at', 'is not', null)
      .execute();
  },
  retry: async (key, at, error) => {
    await db
      .updateTable('wakes')
      .set({
        due_at: sql`CASE WHEN asked_again_at < ${at} THEN asked_again_at ELSE ${at} END`,
        asked_again_at: null,
        held: 0,
        error,
      })
      .where('key', '=', key)
      .execute();
  },
  next: async () => {
    const row = await db
      .selectFrom('wakes')
      .select('due_at')
      .orderBy('due_at')
      .limit(1)
      .executeTakeFirst();
    return row?.due_at ?? null;
  },
});

const ask = async (db: Db, key: string, dueAt: number): Promise<void> => {
  await db
    .insertInto('wakes')
    .values({ key, due_at: dueAt, held: 0, attempts: 0, generation: 0 })
    .onConflict((conflict) =>
      conflict.column('key').doUpdateSet({
        due_at: sql`CASE WHEN wakes.held = 0 AND excluded.due_at < wakes.due_at THEN excluded.due_at ELSE wakes.due_at END`,
        asked_again_at: sql`CASE WHEN wakes.held = 0 THEN NULL WHEN wakes.asked_again_at < excluded.due_at THEN wakes.asked_again_at ELSE excluded.due_at END`,
      }),
    )
    .execute();
};

const claimDue = async (
  db: Db,
  dialect: Dialect,
  now: number,
  leaseMs: number,
  limit: number,
): ReturnType<Wakes['claim']> => {
  const rows = await db
    .with(
      (cte) => cte('due').materialized(),
      (from) => {
        const due = from
          .selectFrom('wakes')
          .select('key')
          .where('due_at', '<=', now)
          .orderBy('due_at')
          .orderBy('key')
          .limit(limit);
        return dialect.skipsLocked ? due.forUpdate().skipLocked() : due;
      },
    )
    .updateTable('wakes')
    .set({
      due_at: now + leaseMs,
      held: 1,
      // This look serves what was asked for meanwhile, unless it is for later.
      asked_again_at: sql`CASE WHEN asked_again_at > ${now} THEN asked_again_at END`,
      attempts: sql`attempts + 1`,
      generation: sql`generation + 1`,
    })
    .where('key', 'in', (from) => from.selectFrom('due').select('key'))
    .returning(['key', 'generation', 'attempts'])
    .execute();
  return rows.sort((a, b) => (a.key < b.key ? -1 : 1));
};
