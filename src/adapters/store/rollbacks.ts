/** What rollbacks leave behind, and what they go by: times in an environment, marks, holds. */

import type { Person } from '../../core/person.ts';
import type { Promotion } from '../../core/promotion/state.ts';
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
      .select([
        'ledger.sha',
        'ledger.since',
        'promotions.body',
        'faulty_promotions.rollback_id as markedBy',
      ])
      .where('ledger.repository_id', '=', repositoryId)
      .where('ledger.environment', '=', environment)
      .orderBy('ledger.seq', 'desc')
      .limit(limit)
      .execute();
    return rows.map(
      ({ sha, since, body, markedBy }, index): Tenure => ({
        sha,
        since,
        until: rows[index - 1]?.since ?? null,
        promotion: body === null ? null : (JSON.parse(body) as Promotion),
        faulty: markedBy !== null,
      }),
    );
  },
  mark: async (promotionId, rollbackId, at) => {
    await db
      .insertInto('faulty_promotions')
      .values({ promotion_id: promotionId, rollback_id: rollbackId, marked_at: at })
      .onConflict((conflict) => conflict.column('promotion_id').doNothing())
      .execute();
  },
});
