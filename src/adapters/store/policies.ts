/** The policy files that were read, and what of them holds in each environment, since when. */
import type { Selectable } from 'kysely';
import type { Digest } from '../../core/digest.ts';
import type { HeldForm, Policies, PolicyFile, PolicyForm } from '../../ports/policies.ts';
import type { Db } from './dialect.ts';
import type { Schema } from './schema.ts';

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
  putForm: async ({ repositoryId, environment, digest, since, held }) => {
    const rest = { digest, since, held: held === null ? null : JSON.stringify(held) };
    await db
      .insertInto('policy_forms')
      .values({ repository_id: repositoryId, environment, ...rest })
      .onConflict((conflict) =>
        conflict.columns(['repository_id', 'environment']).doUpdateSet(rest),
      )
      .execute();
  },
  form: async (repositoryId, environment) => {
    const row = await db
      .selectFrom('policy_forms')
      .selectAll()
      .where('repository_id', '=', repositoryId)
      .where('environment', '=', environment)
      .executeTakeFirst();
    return row === undefined ? null : formOf(row);
  },
  forms: async (repositoryId) => {
    const rows = await db
      .selectFrom('policy_forms')
      .selectAll()
      .where('repository_id', '=', repositoryId)
      .orderBy('environment')
      .execute();
    return rows.map(formOf);
  },
});

const formOf = (row: Selectable<Schema['policy_forms']>): PolicyForm => ({
  repositoryId: row.repository_id,
  environment: row.environment,
  digest: row.digest as Digest,
  since: row.since,
  held: row.held === null ? null : (JSON.parse(row.held) as HeldForm),
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
