/** Promotions: the whole as JSON, what is searched for as columns beside it. */
import { sql } from 'kysely';
import { isTerminal } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { Conflict, type Promotions } from '../../ports/store.ts';
import { type Db, type Dialect, orConflict } from './dialect.ts';

/** Spelt out in the statement, not bound: only then does SQLite use the index of open ones. */
const OPEN = sql.lit<1>(1);

export const promotions = (db: Db, dialect: Dialect): Promotions => ({
  insert: async (promotion) => {
    const row = { id: promotion.id, ...columnsOf(promotion) };
    await orConflict(
      dialect,
      `promotion ${promotion.id}`,
      db.insertInto('promotions').values(row).execute(),
    );
  },
  update: async (promotion) => {
    const changed = db
      .updateTable('promotions')
      .set(columnsOf(promotion))
      .where('id', '=', promotion.id)
      .where('version', '=', promotion.version - 1)
      .returning('id')
      .execute();
    const rows = await orConflict(dialect, `promotion ${promotion.id}`, changed);
    if (rows.length === 0) throw new Conflict(`promotion ${promotion.id} moved on`);
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
      .where('open', '=', OPEN);
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
    if (where.sha !== undefined) query = query.where('sha', '=', where.sha);
    const rows = await query
      .orderBy('requested_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map((row) => decode(row.body));
  },
  allOpen: async (after, limit) => {
    let query = db
      .selectFrom('promotions')
      .select(['id', 'requested_at as requestedAt'])
      .where('open', '=', OPEN);
    if (after !== null) {
      const { requestedAt, id } = after;
      query = query.where(sql<boolean>`(requested_at, id) > (${requestedAt}, ${id})`);
    }
    return query.orderBy('requested_at').orderBy('id').limit(limit).execute();
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
