/** Where the floors of each owner are read. */
import type { FloorsHomes } from '../../ports/floors.ts';
import type { Db } from './dialect.ts';

export const floors = (db: Db): FloorsHomes => ({
  put: async ({ owner, repositoryId, lookedAt }) => {
    const rest = { repository_id: repositoryId, looked_at: lookedAt };
    await db
      .insertInto('floors')
      .values({ owner: owner.toLowerCase(), ...rest })
      .onConflict((conflict) => conflict.column('owner').doUpdateSet(rest))
      .execute();
  },
  of: async (owner) => {
    const row = await db
      .selectFrom('floors')
      .selectAll()
      .where('owner', '=', owner.toLowerCase())
      .executeTakeFirst();
    if (row === undefined) return null;
    return { owner: row.owner, repositoryId: row.repository_id, lookedAt: row.looked_at };
  },
});
