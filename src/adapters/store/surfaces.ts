/** What Lockkeeper wrote on GitHub and keeps current, and the policy files it read there. */
import type { Digest } from '../../core/digest.ts';
import type { Policies, PolicyFile } from '../../ports/policies.ts';
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

export const policies = (db: Db): Policies => ({
  put: async ({ repositoryId, sha, path, text }) => {
    await db
      .insertInto('policies')
      .values({ repository_id: repositoryId, sha, path, text })
      .onConflict((conflict) => conflict.columns(['repository_id', 'sha']).doNothing())
      .execute();
  },
  get: (repositoryId, sha) => policyAt(db, repositoryId, sha),
  setCurrent: (repositoryId, sha) => pointTo(db, 'current_policies', repositoryId, sha),
  current: (repositoryId) => pointedAt(db, 'current_policies', repositoryId),
  setLastValid: (repositoryId, sha) => pointTo(db, 'valid_policies', repositoryId, sha),
  lastValid: (repositoryId) => pointedAt(db, 'valid_policies', repositoryId),
  putForm: async ({ repositoryId, environment, digest, since }) => {
    await db
      .insertInto('policy_forms')
      .values({ repository_id: repositoryId, environment, digest, since })
      .onConflict((conflict) =>
        conflict.columns(['repository_id', 'environment']).doUpdateSet({ digest, since }),
      )
      .execute();
  },
  form: async (repositoryId, environment) => {
    const row = await db
      .selectFrom('policy_forms')
      .select(['digest', 'since'])
      .where('repository_id', '=', repositoryId)
      .where('environment', '=', environment)
      .executeTakeFirst();
    if (row === undefined) return null;
    return { repositoryId, environment, digest: row.digest as Digest, since: row.since };
  },
});

/** One policy of each repository, by its commit. */
type Pointers = 'current_policies' | 'valid_policies';

const pointTo = async (
  db: Db,
  table: Pointers,
  repositoryId: number,
  sha: string,
): Promise<void> => {
  await db
    .insertInto(table)
    .values({ repository_id: repositoryId, sha })
    .onConflict((conflict) => conflict.column('repository_id').doUpdateSet({ sha }))
    .execute();
};

const pointedAt = async (
  db: Db,
  table: Pointers,
  repositoryId: number,
): Promise<PolicyFile | null> => {
  const row = await db
    .selectFrom(table)
    .select('sha')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  return row === undefined ? null : policyAt(db, repositoryId, row.sha);
};

const policyAt = async (db: Db, repositoryId: number, sha: string): Promise<PolicyFile | null> => {
  const row = await db
    .selectFrom('policies')
    .selectAll()
    .where('repository_id', '=', repositoryId)
    .where('sha', '=', sha)
    .executeTakeFirst();
  return row === undefined ? null : { repositoryId, sha, path: row.path, text: row.text };
};
