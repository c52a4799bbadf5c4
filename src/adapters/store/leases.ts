/** Who may deploy to an environment. The number only ever grows, so that a late holder is known. */
import type { Leases } from '../../ports/leases.ts';
import type { Db } from './dialect.ts';

export const leases = (db: Db): Leases => ({
  take: async (repositoryId, environment, promotionId, now) => {
    await db
      .insertInto('leases')
      .values({
        repository_id: repositoryId,
        environment,
        promotion_id: null,
        fence: 0,
        taken_at: now,
      })
      .onConflict((conflict) => conflict.columns(['repository_id', 'environment']).doNothing())
      .execute();
    const row = await db
      .updateTable('leases')
      .set((set) => ({ promotion_id: promotionId, fence: set('fence', '+', 1), taken_at: now }))
      .where('repository_id', '=', repositoryId)
      .where('environment', '=', environment)
      .where('promotion_id', 'is', null)
      .returning('fence')
      .executeTakeFirst();
    if (row !== undefined) return row.fence;
    // Taken before by this very promotion: it keeps its number.
    const held = await holderOf(db, repositoryId, environment);
    return held?.promotionId === promotionId ? held.fence : null;
  },
  holder: (repositoryId, environment) => holderOf(db, repositoryId, environment),
  release: async (repositoryId, environment, promotionId) => {
    await db
      .updateTable('leases')
      .set({ promotion_id: null })
      .where('repository_id', '=', repositoryId)
      .where('environment', '=', environment)
      .where('promotion_id', '=', promotionId)
      .execute();
  },
});

const holderOf = async (
  db: Db,
  repositoryId: number,
  environment: string,
): ReturnType<Leases['holder']> => {
  const row = await db
    .selectFrom('leases')
    .select(['promotion_id', 'fence'])
    .where('repository_id', '=', repositoryId)
    .where('environment', '=', environment)
    .executeTakeFirst();
  if (row === undefined || row.promotion_id === null) return null;
  return { promotionId: row.promotion_id, fence: row.fence };
};
