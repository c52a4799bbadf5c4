/** What ran where, since when; and which promotions completed, for the gates that ask. */
import { sql } from 'kysely';
import type { Digest } from '../../core/digest.ts';
import type { Completion } from '../../core/facts.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Ledger } from '../../ports/store.ts';
import { type Db, type Dialect, orConflict } from './dialect.ts';

/** More completions of one content than this are not looked at: the newest tell. */
const MAX_COMPLETIONS = 200;

/** Spelt out in the statement, not bound: only then does SQLite use their index. */
const COMPLETED = [sql.lit('completed'), sql.lit('rolled_back')];

export const ledger = (db: Db, dialect: Dialect): Ledger => ({
  append: async (entry) => {
    const appended = db
      .insertInto('ledger')
      .values({
        id: entry.id,
        repository_id: entry.repositoryId,
        environment: entry.environment,
        release_id: entry.releaseId,
        sha: entry.sha,
        tree: entry.tree,
        artifacts: JSON.stringify(entry.artifacts),
        promotion_id: entry.promotionId,
        deployment_id: entry.deploymentId,
        since: entry.since,
        origin: entry.origin,
      })
      .execute();
    await orConflict(dialect, `ledger entry ${entry.id}`, appended);
  },
  live: async (repositoryId, environment) => {
    const row = await db
      .selectFrom('ledger')
      .selectAll()
      .where('repository_id', '=', repositoryId)
      .where('environment', '=', environment)
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    return {
      id: row.id,
      repositoryId: row.repository_id,
      environment: row.environment,
      releaseId: row.release_id as Digest,
      sha: row.sha,
      tree: row.tree,
      artifacts: JSON.parse(row.artifacts) as Digest[],
      promotionId: row.promotion_id,
      deploymentId: row.deployment_id,
      since: row.since,
      origin: row.origin,
    };
  },
  ...completions(db),
});

const completions = (db: Db): Pick<Ledger, 'completions'> => ({
  completions: async (repositoryId, of) => {
    const rows = await db
      .selectFrom('promotions')
      .select('body')
      .where('repository_id', '=', repositoryId)
      .where('tree', '=', of.tree)
      .where('state', 'in', COMPLETED)
      .orderBy('updated_at', 'desc')
      .orderBy('id', 'desc')
      .limit(MAX_COMPLETIONS)
      .execute();
    return rows.map((row) => completionOf(JSON.parse(row.body) as Promotion));
  },
});

const completionOf = (promotion: Promotion): Completion => ({
  promotionId: promotion.id,
  environment: promotion.environment,
  releaseId: promotion.release.id,
  sha: promotion.release.sha,
  tree: promotion.release.tree,
  artifacts: promotion.release.artifacts.map((artifact) => artifact.digest),
  requesters: promotion.requesters.map((requester) => requester.person),
  at: promotion.state.kind === 'completed' ? promotion.state.completedAt : promotion.updatedAt,
  rolledBack: promotion.state.kind === 'rolled_back',
  faulty: false,
});
