/** What was told to whom, and which endpoints are gone. */
import type { Selectable } from 'kysely';
import type { NotifyEvent } from '../../core/notify.ts';
import type { Address, TargetDeliveries, TargetDelivery } from '../../ports/target-deliveries.ts';
import type { Db } from './dialect.ts';
import type { Schema } from './schema.ts';

export const targetDeliveries = (db: Db): TargetDeliveries => ({ ...deliveries(db), ...gone(db) });

type Gone = 'setGone' | 'isGone' | 'keepGone';

const deliveries = (db: Db): Omit<TargetDeliveries, Gone> => ({
  insert: async (delivery) => {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('target_deliveries')
      .values(encode(delivery))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirst();
    return (numInsertedOrUpdatedRows ?? 0n) > 0n;
  },
  byId: async (id) => {
    const row = await db
      .selectFrom('target_deliveries')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? null : decode(row);
  },
  update: async ({ id, state, attempts, error, updatedAt, body }) => {
    await db
      .updateTable('target_deliveries')
      .set({ state, attempts, error, updated_at: updatedAt, body })
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .execute();
  },
  list: async ({ repositoryId, failed }, limit) => {
    let rows = db.selectFrom('target_deliveries').selectAll().where('created_at', '>=', 0);
    if (repositoryId !== null) rows = rows.where('repository_id', '=', repositoryId);
    if (failed) rows = rows.where('state', '=', 'failed');
    const found = await rows
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return found.map(decode);
  },
  forget: async (before, most) => {
    const old = db
      .selectFrom('target_deliveries')
      .select('id')
      .where('created_at', '<', before)
      .orderBy('created_at')
      .limit(most);
    await db.deleteFrom('target_deliveries').where('id', 'in', old).execute();
  },
});

const gone = (db: Db): Pick<TargetDeliveries, Gone> => ({
  setGone: async (repositoryId, url, since) => {
    await db
      .insertInto('gone_endpoints')
      .values({ repository_id: repositoryId, url, since })
      .onConflict((conflict) => conflict.columns(['repository_id', 'url']).doNothing())
      .execute();
  },
  isGone: async (repositoryId, url) => {
    const row = await db
      .selectFrom('gone_endpoints')
      .select('since')
      .where('repository_id', '=', repositoryId)
      .where('url', '=', url)
      .executeTakeFirst();
    return row !== undefined;
  },
  keepGone: async (repositoryId, urls) => {
    let rows = db.deleteFrom('gone_endpoints').where('repository_id', '=', repositoryId);
    if (urls.length > 0) rows = rows.where('url', 'not in', urls);
    await rows.execute();
  },
});

const encode = (delivery: TargetDelivery): Schema['target_deliveries'] => ({
  id: delivery.id,
  repository_id: delivery.repositoryId,
  environment: delivery.environment,
  event: delivery.event,
  kind: delivery.address.kind,
  target: delivery.target,
  address: JSON.stringify(delivery.address),
  state: delivery.state,
  attempts: delivery.attempts,
  error: delivery.error,
  created_at: delivery.createdAt,
  updated_at: delivery.updatedAt,
  body: delivery.body,
});

const decode = (row: Selectable<Schema['target_deliveries']>): TargetDelivery => ({
  id: row.id,
  repositoryId: row.repository_id,
  environment: row.environment,
  event: row.event as NotifyEvent,
  address: JSON.parse(row.address) as Address,
  target: row.target,
  state: row.state,
  attempts: row.attempts,
  error: row.error,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
  body: row.body,
});
