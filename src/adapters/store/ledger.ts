/** What ran where, since when; and which promotions completed, for the gates that ask. */
import { type Selectable, sql } from 'kysely';
import type { Digest } from '../../core/digest.ts';
import type { Completion, Foreigner } from '../../core/facts.ts';
import type { Instant } from '../../core/instant.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Ledger, LedgerEntry } from '../../ports/store.ts';
import { type Db, type Dialect, orConflict } from './dialect.ts';
import type { Schema } from './schema.ts';

/** More completions of one content than this are not looked at: the newest tell. */
const MAX_COMPLETIONS = 200;

/** Spelt out in the statement, not bound: only then does SQLite use their index. */
const COMPLETED = [sql.lit('completed'), sql.lit('rolled_back')];
const OWN = sql.lit<'own'>('own');
const TRUSTED = sql.lit<1>(1);

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
        deployed_by: entry.foreign === undefined ? null : byText(entry.foreign),
        trusted: entry.foreign?.trusted === true ? 1 : 0,
      })
      .execute();
    await orConflict(dialect, `ledger entry ${entry.id}`, appended);
  },
  live: async (repositoryId, environment) => {
    const row = await newest(db, repositoryId, environment).executeTakeFirst();
    return row === undefined ? null : decode(row);
  },
  proven: async (repositoryId, environment) => {
    const row = await newest(db, repositoryId, environment)
      .where((where) => where.or([where('origin', '=', OWN), where('trusted', '=', TRUSTED)]))
      .executeTakeFirst();
    return row === undefined ? null : decode(row);
  },
  ...completions(db),
  ...stays(db),
});

const newest = (db: Db, repositoryId: number, environment: string) =>
  db
    .selectFrom('ledger')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('environment', '=', environment)
    .orderBy('seq', 'desc')
    .limit(1);

const decode = (row: Selectable<Schema['ledger']>): LedgerEntry => ({
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
  ...(row.deployed_by === null
    ? {}
    : { foreign: { ...(JSON.parse(row.deployed_by) as By), trusted: row.trusted === 1 } }),
});

type By = Pick<Foreigner, 'by' | 'through'>;

const byText = ({ by, through }: By): string => JSON.stringify({ by, through });

const completions = (db: Db): Pick<Ledger, 'completions'> => ({
  completions: async (repositoryId, of) => {
    const rows = await db
      .selectFrom('promotions')
      .leftJoin('faulty_promotions', 'faulty_promotions.promotion_id', 'promotions.id')
      .select(['promotions.body', 'faulty_promotions.rollback_id as markedBy'])
      .where('promotions.repository_id', '=', repositoryId)
      .where('promotions.tree', '=', of.tree)
      .where('promotions.state', 'in', COMPLETED)
      .orderBy('promotions.updated_at', 'desc')
      .orderBy('promotions.id', 'desc')
      .limit(MAX_COMPLETIONS)
      .execute();
    const trusted = await db
      .selectFrom('ledger')
      .leftJoin('faulty_deployments', 'faulty_deployments.ledger_id', 'ledger.id')
      .selectAll('ledger')
      .select('faulty_deployments.rollback_id as markedBy')
      .where('repository_id', '=', repositoryId)
      .where('tree', '=', of.tree)
      .where('trusted', '=', TRUSTED)
      .orderBy('seq', 'desc')
      .limit(MAX_COMPLETIONS)
      .execute();
    return [
      ...rows.map(({ body, markedBy }) =>
        completionOf(JSON.parse(body) as Promotion, markedBy !== null),
      ),
      ...trusted.map((row) => seen(decode(row), row.markedBy !== null)),
    ];
  },
});

const stays = (db: Db): Pick<Ledger, 'stays'> => ({
  stays: async (repositoryId, environment, limit) => {
    const rows = await db
      .selectFrom('ledger')
      .leftJoin('promotions', 'promotions.id', 'ledger.promotion_id')
      .leftJoin('faulty_promotions', 'faulty_promotions.promotion_id', 'ledger.promotion_id')
      .leftJoin('faulty_deployments', 'faulty_deployments.ledger_id', 'ledger.id')
      .select(['ledger.sha', 'ledger.tree', 'ledger.artifacts', 'ledger.since'])
      .select(['ledger.trusted', 'promotions.state', 'faulty_promotions.rollback_id as markedBy'])
      .select('faulty_deployments.rollback_id as foreignMarkedBy')
      .where('ledger.repository_id', '=', repositoryId)
      .where('ledger.environment', '=', environment)
      .orderBy('ledger.seq', 'desc')
      .limit(limit)
      .execute();
    return rows.map(
      ({ sha, tree, artifacts, since, trusted, state, markedBy, foreignMarkedBy }) => ({
        environment,
        sha,
        tree,
        artifacts: JSON.parse(artifacts) as Digest[],
        since,
        healthy:
          (state === 'completed' && markedBy === null) ||
          (trusted === 1 && foreignMarkedBy === null),
      }),
    );
  },
});

const completionOf = (promotion: Promotion, faulty: boolean): Completion => ({
  promotionId: promotion.id,
  environment: promotion.environment,
  releaseId: promotion.release.id,
  sha: promotion.release.sha,
  tree: promotion.release.tree,
  artifacts: promotion.release.artifacts.map((artifact) => artifact.digest),
  requesters: promotion.requesters.map((requester) => requester.person),
  at: completedAt(promotion),
  rolledBack: promotion.state.kind === 'rolled_back',
  faulty,
});

const seen = (entry: LedgerEntry, faulty: boolean): Completion => ({
  promotionId: entry.id,
  environment: entry.environment,
  releaseId: entry.releaseId,
  sha: entry.sha,
  tree: entry.tree,
  artifacts: entry.artifacts,
  requesters: entry.foreign === undefined ? [] : [entry.foreign.by],
  at: entry.since,
  rolledBack: false,
  faulty,
  ...(entry.foreign === undefined ? {} : { by: entry.foreign.by }),
});

const completedAt = ({ state, updatedAt }: Promotion): Instant => {
  const isKnown = state.kind === 'completed' || state.kind === 'rolled_back';
  return (isKnown ? state.completedAt : null) ?? updatedAt;
};
