/** Promotions to be looked at, each once, from an instant on; the earlier one wins. */
import { sql } from 'kysely';
import type { Wakes } from '../../ports/queue.ts';
import type { Db, Dialect } from './dialect.ts';

export const wakes = (db: Db, dialect: Dialect): Wakes => ({
  at: async (key, dueAt) => {
    await db
      .insertInto('wakes')
      .values({ key, due_at: dueAt, leased_until: 0, attempts: 0, generation: 1 })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          due_at: sql`CASE WHEN excluded.due_at < wakes.due_at OR wakes.leased_until > 0 THEN excluded.due_at ELSE wakes.due_at END`,
          generation: sql`wakes.generation + 1`,
          error: null,
        }),
      )
      .execute();
  },
  claim: (now, leaseMs, limit) => claimDue(db, dialect, now, leaseMs, limit),
  done: async (key, generation) => {
    await db
      .deleteFrom('wakes')
      .where('key', '=', key)
      .where('generation', '=', generation)
      .execute();
    await db
      .updateTable('wakes')
      .set({ leased_until: 0, attempts: 0 })
      .where('key', '=', key)
      .execute();
  },
  retry: async (key, at, error) => {
    await db
      .updateTable('wakes')
      .set({ due_at: at, leased_until: 0, error })
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

const claimDue = async (
  db: Db,
  dialect: Dialect,
  now: number,
  leaseMs: number,
  limit: number,
): ReturnType<Wakes['claim']> => {
  const rows = await db
    .updateTable('wakes')
    .set({ leased_until: now + leaseMs, attempts: sql`attempts + 1` })
    .where('key', 'in', (nested) => {
      const due = nested
        .selectFrom('wakes')
        .select('key')
        .where('due_at', '<=', now)
        .where('leased_until', '<=', now)
        .orderBy('due_at')
        .orderBy('key')
        .limit(limit);
      return dialect.skipsLocked ? due.forUpdate().skipLocked() : due;
    })
    .returning(['key', 'generation', 'attempts', 'due_at'])
    .execute();
  return rows
    .sort((a, b) => a.due_at - b.due_at || (a.key < b.key ? -1 : 1))
    .map(({ key, generation, attempts }) => ({ key, generation, attempts }));
};
