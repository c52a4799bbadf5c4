/** Locks of environments and their queues: one row an environment, one a waiter. */
import { sql } from 'kysely';
import type { Locks, LockWaiter, StoredLock } from '../../ports/stops.ts';
import { Conflict } from '../../ports/store.ts';
import { type Db, type Dialect, orConflict } from './dialect.ts';

export const locks = (db: Db, dialect: Dialect): Locks => ({
  get: async (repositoryId, environment) => {
    const row = await db
      .selectFrom('locks')
      .select('body')
      .where('repository_id', '=', repositoryId)
      .where('environment', '=', environment)
      .executeTakeFirst();
    return row === undefined ? null : (JSON.parse(row.body) as StoredLock);
  },
  ofRepository: async (repositoryId) => {
    const rows = await db
      .selectFrom('locks')
      .select('body')
      .where('repository_id', '=', repositoryId)
      .orderBy('environment')
      .execute();
    return rows.map((row) => JSON.parse(row.body) as StoredLock);
  },
  put: async (lock, inPlaceOf) => {
    const { id, repositoryId: repository_id, environment } = lock;
    const row = { id, body: JSON.stringify(lock) };
    if (inPlaceOf === null) {
      const inserted = db.insertInto('locks').values({ repository_id, environment, ...row });
      await orConflict(dialect, `lock of ${environment}`, inserted.execute());
      return;
    }
    const changed = await db
      .updateTable('locks')
      .set(row)
      .where('id', '=', inPlaceOf)
      .returning('id')
      .execute();
    if (changed.length === 0) throw new Conflict(`the lock of ${environment} changed`);
  },
  remove: async ({ id, environment }) => {
    const removed = await db.deleteFrom('locks').where('id', '=', id).returning('id').execute();
    if (removed.length === 0) throw new Conflict(`the lock of ${environment} changed`);
  },
  ...queues(db, dialect),
});

const queues = (db: Db, dialect: Dialect): Pick<Locks, 'waiters' | 'enqueue' | 'dequeue'> => ({
  waiters: async (repositoryId, environment) => {
    const rows = await db
      .selectFrom('lock_waiters')
      .select('body')
      .where('repository_id', '=', repositoryId)
      .where('environment', '=', environment)
      .orderBy('place')
      .execute();
    return rows.map((row) => JSON.parse(row.body) as LockWaiter);
  },
  enqueue: async (waiter) => {
    const { repositoryId, environment, person } = waiter;
    const body = JSON.stringify(waiter);
    const behind = sql<number>`(SELECT coalesce(max(place), 0) + 1 FROM lock_waiters WHERE repository_id = ${repositoryId} AND environment = ${environment})`;
    const added = db
      .insertInto('lock_waiters')
      .values({
        repository_id: repositoryId,
        environment,
        person_id: person.id,
        place: behind,
        body,
      })
      .onConflict((conflict) =>
        conflict.columns(['repository_id', 'environment', 'person_id']).doUpdateSet({ body }),
      );
    await orConflict(dialect, `queue for ${environment}`, added.execute());
  },
  dequeue: async ({ repositoryId, environment, person }) => {
    await db
      .deleteFrom('lock_waiters')
      .where('repository_id', '=', repositoryId)
      .where('environment', '=', environment)
      .where('person_id', '=', person.id)
      .execute();
  },
});
