/** Promotions: the whole as JSON, what is searched for as columns beside it. */
import { isTerminal } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { Conflict, type Promotions } from '../../ports/store.ts';
import type { Db } from './dialect.ts';

export const promotions = (db: Db): Promotions => ({
  insert: async (promotion) => {
    await db
      .insertInto('promotions')
      .values({ id: promotion.id, ...columnsOf(promotion) })
      .execute();
  },
  update: async (promotion) => {
    const { numUpdatedRows } = await db
      .updateTable('promotions')
      .set(columnsOf(promotion))
      .where('id', '=', promotion.id)
      .where('version', '=', promotion.version - 1)
      .executeTakeFirstOrThrow();
    if (numUpdatedRows === 0n) throw new Conflict(`promotion ${promotion.id} moved on`);
  },
  byId: async (id) => {
    const row = await db
      .selectFrom('promotions')
      .select('body')
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? null : decode(row.body);
  },
  ...lists(db),
});

const lists = (db: Db): Pick<Promotions, 'open' | 'recent' | 'allOpen'> => ({
  open: async (repositoryId, where = {}) => {
    let query = db
      .selectFrom('promotions')
      .select('body')
      .where('repository_id', '=', repositoryId)
      .where('open', '=', 1);
    if (where.environment !== undefined) query = query.where('environment', '=', where.environment);
    if (where.pullNumber !== undefined) query = query.where('pull_number', '=', where.pullNumber);
    if (where.sha !== undefined) query = query.where('sha', '=', where.sha);
    const rows = await query.orderBy('requested_at').orderBy('id').execute();
    return rows.map((row) => decode(row.body));
  },
  recent: async (repositoryId, where, limit) => {
    let query = db
      .selectFrom('promotions')
      .select('body')
      .where('repository_id', '=', repositoryId);
    if (where.environment !== undefined) query = query.where('environment', '=', where.environment);
    if (where.pullNumber !== undefined) query = query.where('pull_number', '=', where.pullNumber);
    if (where.releaseId !== undefined) query = query.where('release_id', '=', where.releaseId);
    const rows = await query
      .orderBy('requested_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => decode(row.body));
  },
  allOpen: async (limit) => {
    const rows = await db
      .selectFrom('promotions')
      .select('body')
      .where('open', '=', 1)
      .orderBy('requested_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map((row) => decode(row.body));
  },
});

const columnsOf = (promotion: Promotion) => ({
  repository_id: promotion.repositoryId,
  environment: promotion.environment,
  kind: promotion.kind,
  release_id: promotion.release.id,
  sha: promotion.release.sha,
  tree: promotion.release.tree,
  pull_number: promotion.pullNumber,
  state: promotion.state.kind,
  open: isTerminal(promotion.state.kind) ? (0 as const) : (1 as const),
  version: promotion.version,
  requested_at: promotion.requestedAt,
  updated_at: promotion.updatedAt,
  body: JSON.stringify(promotion),
});

/** Written by `columnsOf` and by nothing else. */
const decode = (body: string): Promotion => JSON.parse(body) as Promotion;
