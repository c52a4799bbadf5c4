/** What Lockkeeper wrote on GitHub and keeps current. */
import type { Digest } from '../../core/digest.ts';
import type { Surfaces } from '../../ports/store.ts';
import type { Db } from './dialect.ts';

export const surfaces = (db: Db): Surfaces => ({
  get: async (key) => {
    const row = await db
      .selectFrom('surfaces')
      .selectAll()
      .where('key', '=', key)
      .executeTakeFirst();
    if (row === undefined) return null;
    return {
      key,
      externalId: row.external_id,
      digest: row.digest as Digest | null,
      state: JSON.parse(row.state) as unknown,
    };
  },
  put: async ({ key, externalId, digest, state }) => {
    const rest = { external_id: externalId, digest, state: JSON.stringify(state ?? null) };
    await db
      .insertInto('surfaces')
      .values({ key, ...rest })
      .onConflict((conflict) => conflict.column('key').doUpdateSet(rest))
      .execute();
  },
});
