/** How much of a queue waits, since when, and what was given up. */
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
