/** What GitHub told once and does not tell again: heads of pull requests, and who pushed. */
import type { Selectable } from 'kysely';
import type { Person } from '../../core/person.ts';
import type { Heads, Push, Pushes } from '../../ports/store.ts';
import type { Db } from './dialect.ts';
import type { Schema } from './schema.ts';

export const heads = (db: Db): Heads => ({
  record: async ({ repositoryId, pullNumber, sha, at }) => {
    await db
      .insertInto('heads')
      .values({ repository_id: repositoryId, pull_number: pullNumber, sha, at })
      .onConflict((conflict) =>
        conflict.columns(['repository_id', 'pull_number', 'sha', 'at']).doNothing(),
      )
      .execute();
  },
  of: async (repositoryId, pullNumber) => {
    const rows = await db
      .selectFrom('heads')
      .select(['sha', 'at'])
      .where('repository_id', '=', repositoryId)
      .where('pull_number', '=', pullNumber)
      .orderBy('at')
      .orderBy('seq')
      .execute();
    return rows.map((row) => ({ repositoryId, pullNumber, ...row }));
  },
});

export const pushes = (db: Db): Pushes => ({
  record: async (push) => {
    await db
      .insertInto('pushes')
      .values({
        repository_id: push.repositoryId,
        ref: push.ref,
        before_sha: push.before,
        after_sha: push.after,
        forced: push.forced ? 1 : 0,
        person: JSON.stringify(push.person),
        at: push.at,
        kind: push.kind,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['repository_id', 'ref', 'before_sha', 'after_sha', 'kind', 'person'])
          .doNothing(),
      )
      .execute();
  },
  ofRef: async (repositoryId, ref) => {
    const rows = await db
      .selectFrom('pushes')
      .selectAll()
      .where('repository_id', '=', repositoryId)
      .where('ref', '=', ref)
      .orderBy('at')
      .orderBy('seq')
      .execute();
    return rows.map(decode);
  },
  to: async (repositoryId, after) => {
    const rows = await db
      .selectFrom('pushes')
      .selectAll()
      .where('repository_id', '=', repositoryId)
      .where('after_sha', '=', after)
      .orderBy('seq')
      .execute();
    return rows.map(decode);
  },
});

const decode = (row: Selectable<Schema['pushes']>): Push => ({
  repositoryId: row.repository_id,
  ref: row.ref,
  before: row.before_sha,
  after: row.after_sha,
  forced: row.forced === 1,
  person: JSON.parse(row.person) as Person,
  at: row.at,
  kind: row.kind,
});
