/** What people said about going through freezes. Only ever added to: a window that ends takes it along. */
import type { StoredException } from '../../core/facts.ts';
import type { Exceptions } from '../../ports/voices.ts';
import { type Db, type Dialect, orConflict } from './dialect.ts';

export const exceptions = (db: Db, dialect: Dialect): Exceptions => ({
  insert: async (exception) => {
    const inserted = db
      .insertInto('exceptions')
      .values({
        id: exception.id,
        promotion_id: exception.promotionId,
        freeze_name: exception.freeze,
        window_from: exception.from,
        person_id: exception.person.id,
        said_at: exception.at,
        body: JSON.stringify(exception),
      })
      .execute();
    await orConflict(dialect, `exception ${exception.id}`, inserted);
  },
  of: async (promotionId) => {
    const rows = await db
      .selectFrom('exceptions')
      .select('body')
      .where('promotion_id', '=', promotionId)
      .orderBy('said_at')
      .orderBy('id')
      .execute();
    return rows.map((row) => JSON.parse(row.body) as StoredException);
  },
});
