/** What ran where, since when; and which promotions completed, for the gates that ask. */
import type { Digest } from '../../core/digest.ts';
import type { Completion } from '../../core/facts.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Ledger } from '../../ports/store.ts';
import type { Db } from './dialect.ts';

/** More completions of one content than this are not looked at: the newest tell. */
const MAX_COMPLETIONS = 200;

export const ledger = (db: Db): Ledger => ({
  append: async (entry) => {
    await db
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
  completions: async (repositoryId, of) => {
    const rows = await db
      .selectFrom('promotions')
      .select('body')
      .where('repository_id', '=', repositoryId)
      .where('tree', '=', of.tree)
      .where('state', 'in', ['completed', 'rolled_back'])
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
