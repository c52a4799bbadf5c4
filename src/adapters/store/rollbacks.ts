/** What rollbacks leave behind, and what they go by: times in an environment, marks, holds. */

import type { Person } from '../../core/person.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { releaseOf } from '../../core/release.ts';
import type { Tenure } from '../../core/rollback/tenure.ts';
import type { Holds, Rollbacks } from '../../ports/store.ts';
import type { Db } from './dialect.ts';

export const holds = (db: Db): Holds => ({
  put: async ({ repositoryId, environment, promotionId, by, reason, since }) => {
    const row = { promotion_id: promotionId, person: JSON.stringify(by), reason, since };
    await db
      .insertInto('holds')
      .values({ repository_id: repositoryId, environment, ...row })
      .onConflict((conflict) => conflict.columns(['repository_id', 'environment']).doUpdateSet(row))
      .execute();
  },
  of: async (repositoryId, environment) => {
    const row = await db
      .selectFrom('holds')
      .selectAll()
      .where('repository_id', '=', repositoryId)
      .where('environment', '=', environment)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { promotion_id: promotionId, person, reason, since } = row;
    return {
      repositoryId,
      environment,
      promotionId,
      by: JSON.parse(person) as Person,
      reason,
      since,
    };
  },
  lift: async (repositoryId, environment) => {
    await db
      .deleteFrom('holds')
      .where('repository_id', '=', repositoryId)
      .where('environment', '=', environment)
      .execute();
  },
});

export const rollbacks = (db: Db): Rollbacks => ({
  tenures: async (repositoryId, environment, limit) => {
    const rows = await db
      .selectFrom('ledger')
      .leftJoin('promotions', 'promotions.id', 'ledger.promotion_id')
      .leftJoin('faulty_promotions', 'faulty_promotions.promotion_id', 'ledger.promotion_id')
      .leftJoin('faulty_deployments', 'faulty_deployments.ledger_id', 'ledger.id')
      .select([
        'ledger.id',
        'ledger.sha',
        'ledger.tree',
        'ledger.since',
        'promotions.body',
        'faulty_promotions.rollback_id as markedBy',
        'faulty_deployments.rollback_id as foreignMarkedBy',
      ])
      .where('ledger.repository_id', '=', repositoryId)
      .where('ledger.environment', '=', environment)
      .orderBy('ledger.seq', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ id, sha, tree, since, body, markedBy, foreignMarkedBy }, index): Tenure => {
      const promotion = body === null ? null : (JSON.parse(body) as Promotion);
      return {
        entry: id,
        // What somebody else deployed is a commit and nothing beside it.
        release: promotion?.release ?? releaseOf(repositoryId, sha, tree),
        sha,
        since,
        until: rows[index - 1]?.since ?? null,
        promotion,
        faulty: markedBy !== null || foreignMarkedBy !== null,
      };
    });
  },
  mark: async (promotionId, rollbackId, at) => {
    await db
      .insertInto('faulty_promotions')
      .values({ promotion_id: promotionId, rollback_id: rollbackId, marked_at: at })
      .onConflict((conflict) => conflict.column('promotion_id').doNothing())
      .execute();
  },
  markForeign: async (entryId, rollbackId, at) => {
    await db
      .insertInto('faulty_deployments')
      .values({ ledger_id: entryId, rollback_id: rollbackId, marked_at: at })
      .onConflict((conflict) => conflict.column('ledger_id').doNothing())
      .execute();
  },
});
