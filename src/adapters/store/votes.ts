/** Votes that were cast by other ways than a review. A vote taken back stays, and counts no more. */
import type { StoredVote } from '../../core/facts.ts';
import type { Votes } from '../../ports/voices.ts';
import { type Db, type Dialect, orConflict } from './dialect.ts';

export const votes = (db: Db, dialect: Dialect): Votes => ({
  insert: async (vote) => {
    const { repository_id } = await db
      .selectFrom('promotions')
      .select('repository_id')
      .where('id', '=', vote.promotionId)
      .executeTakeFirstOrThrow();
    const inserted = db
      .insertInto('votes')
      .values({
        id: vote.id,
        repository_id,
        promotion_id: vote.promotionId,
        release_id: vote.releaseId,
        environment: vote.environment,
        person_id: vote.person.id,
        cast_at: vote.at,
        body: JSON.stringify(vote),
      })
      .execute();
    await orConflict(dialect, `vote ${vote.id}`, inserted);
  },
  withdraw: async (id, at, by) => {
    await db
      .updateTable('votes')
      .set({ withdrawn_at: at, withdrawn_by: JSON.stringify(by) })
      .where('id', '=', id)
      .where('withdrawn_at', 'is', null)
      .execute();
  },
  standing: async (repositoryId, releaseId, environment) => {
    const rows = await db
      .selectFrom('votes')
      .select('body')
      .where('repository_id', '=', repositoryId)
      .where('release_id', '=', releaseId)
      .where('environment', '=', environment)
      .where('withdrawn_at', 'is', null)
      .orderBy('cast_at')
      .orderBy('id')
      .execute();
    return rows.map((row) => JSON.parse(row.body) as StoredVote);
  },
});
