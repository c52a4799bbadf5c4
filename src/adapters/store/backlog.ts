/** What a queue holds: how much of it waits, since when, what was given up; and what ended long ago. */
import { sql } from 'kysely';
import type { Instant } from '../../core/instant.ts';
import type { Backlog } from '../../ports/queue.ts';
import { BURIED, type Db, WAITING } from './dialect.ts';

export const inboxBacklog = async (db: Db): Promise<Backlog> => {
  const waiting = await db
    .selectFrom('inbox')
    .select((of) => [of.fn.countAll().as('count'), of.fn.min('received_at').as('oldest')])
    .where('state', '=', WAITING)
    .executeTakeFirstOrThrow();
  const buried = await db
    .selectFrom('inbox')
    .select((of) => of.fn.countAll().as('count'))
    .where('state', '=', BURIED)
    .executeTakeFirstOrThrow();
  return backlogOf(waiting, buried);
};

export const outboxBacklog = async (db: Db): Promise<Backlog> => {
  const waiting = await db
    .selectFrom('outbox')
    .select((of) => [of.fn.countAll().as('count'), of.fn.min('due_at').as('oldest')])
    .where('state', '=', WAITING)
    .executeTakeFirstOrThrow();
  const buried = await db
    .selectFrom('outbox')
    .select((of) => of.fn.countAll().as('count'))
    .where('state', '=', BURIED)
    .executeTakeFirstOrThrow();
  return backlogOf(waiting, buried);
};

const backlogOf = (
  waiting: { readonly count: string | number | bigint; readonly oldest: number | null },
  buried: { readonly count: string | number | bigint },
): Backlog => ({
  waiting: Number(waiting.count),
  oldest: waiting.oldest === null ? null : Number(waiting.oldest),
  buried: Number(buried.count),
});

/** The last row stays: it says until when anything came. */
export const forgetEnded = async (
  db: Db,
  table: 'inbox' | 'outbox',
  before: Instant,
  most: number,
): Promise<void> => {
  const queue = sql.table(table);
  await sql`
    DELETE FROM ${queue}
    WHERE seq IN (SELECT seq FROM ${queue} WHERE done_at < ${before} ORDER BY done_at LIMIT ${most})
      AND seq < (SELECT max(seq) FROM ${queue})`.execute(db);
};
