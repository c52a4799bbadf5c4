/** What inbox and outbox do alike: say how much waits, take up again what was given up, and forget. */
import { sql } from 'kysely';
import type { Instant } from '../../core/instant.ts';
import type { Backlog } from '../../ports/queue.ts';
import { BURIED, type Db, WAITING } from './dialect.ts';

type Queue = 'inbox' | 'outbox';

export const backlogOf = async (db: Db, queue: Queue): Promise<Backlog> => {
  const from = sql.table(queue);
  // Each is counted by an index of its own.
  const waiting = await sql<{ readonly count: number; readonly oldest: number | null }>`
    SELECT count(*) AS count, min(due_at) AS oldest
    FROM ${from} WHERE state = ${WAITING}`.execute(db);
  const buried = await sql<{ readonly count: number }>`
    SELECT count(*) AS count FROM ${from} WHERE state = ${BURIED}`.execute(db);
  const [first] = waiting.rows;
  return {
    waiting: Number(first?.count ?? 0),
    oldest: first?.oldest ?? null,
    buried: Number(buried.rows[0]?.count ?? 0),
  };
};

/** What was buried since then is due again, from the beginning. */
export const reviveBuried = async (
  db: Db,
  queue: Queue,
  since: Instant,
  now: Instant,
): Promise<void> => {
  await sql`
    UPDATE ${sql.table(queue)}
    SET state = ${WAITING}, due_at = ${now}, attempts = 0, done_at = NULL
    WHERE state = ${BURIED} AND done_at >= ${since}`.execute(db);
};

/** The last row stays: it says until when anything came. */
export const forgetEnded = async (
  db: Db,
  queue: Queue,
  before: Instant,
  most: number,
): Promise<void> => {
  const from = sql.table(queue);
  await sql`
    DELETE FROM ${from}
    WHERE seq IN (SELECT seq FROM ${from} WHERE done_at < ${before} ORDER BY done_at LIMIT ${most})
      AND seq < (SELECT max(seq) FROM ${from})`.execute(db);
};
