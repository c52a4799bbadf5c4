/** Repositories where the app is installed, under the names they have today. */
import { type Selectable, sql } from 'kysely';
import type { Repositories, Repository } from '../../ports/store.ts';
import type { Db } from './dialect.ts';
import type { Schema } from './schema.ts';

export const repositories = (db: Db): Repositories => ({
  put: async ({ id, owner, name, defaultBranch, installationId, active }) => {
    const rest = {
      owner,
      name,
      default_branch: defaultBranch,
      installation_id: installationId,
      active: active ? (1 as const) : (0 as const),
    };
    await db
      .insertInto('repositories')
      .values({ id, ...rest })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
      .execute();
  },
  byId: async (id) => {
    const row = await db
      .selectFrom('repositories')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row === undefined ? null : decode(row);
  },
  byName: async (owner, name) => {
    const row = await db
      .selectFrom('repositories')
      .selectAll()
      .where(sql`lower(owner)`, '=', owner.toLowerCase())
      .where(sql`lower(name)`, '=', name.toLowerCase())
      // A name may have been another repository's before: the one that is ours now, then the newest.
      .orderBy('active', 'desc')
      .orderBy('id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? null : decode(row);
  },
  ofInstallation: async (installationId) => {
    const rows = await db
      .selectFrom('repositories')
      .selectAll()
      .where('installation_id', '=', installationId)
      .orderBy('id')
      .execute();
    return rows.map(decode);
  },
  active: async (after, limit) => {
    const rows = await db
      .selectFrom('repositories')
      .selectAll()
      .where('active', '=', 1)
      .where('id', '>', after)
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(decode);
  },
});

const decode = (row: Selectable<Schema['repositories']>): Repository => ({
  id: row.id,
  owner: row.owner,
  name: row.name,
  defaultBranch: row.default_branch,
  installationId: row.installation_id,
  active: row.active === 1,
});
