/** What is halted, a row for each person who said so; and which content is marked as bad. */
import type {
  HaltScope,
  Halts,
  Quarantines,
  StoredHalt,
  StoredQuarantine,
} from '../../ports/stops.ts';
import { Conflict } from '../../ports/store.ts';
import { type Db, type Dialect, orConflict } from './dialect.ts';

export const halts = (db: Db): Halts => ({
  standing: async ({ id, installationId }) => {
    const rows = await db
      .selectFrom('halts')
      .select('body')
      .where((where) =>
        where.or([
          where.and([where('scope', '=', 'repository'), where('scope_id', '=', id)]),
          where.and([where('scope', '=', 'organization'), where('scope_id', '=', installationId)]),
        ]),
      )
      .orderBy('since')
      .orderBy('id')
      .execute();
    return rows.map((row) => JSON.parse(row.body) as StoredHalt);
  },
  put: async (halt) => {
    const { id, of, by, since } = halt;
    const rest = { id, since, body: JSON.stringify(halt) };
    await db
      .insertInto('halts')
      .values({ scope: of.kind, scope_id: scopeId(of), person_id: by.id, ...rest })
      .onConflict((conflict) =>
        conflict.columns(['scope', 'scope_id', 'person_id']).doUpdateSet(rest),
      )
      .execute();
  },
  remove: async (id) => {
    const removed = await db.deleteFrom('halts').where('id', '=', id).returning('id').execute();
    if (removed.length === 0) throw new Conflict('the halt changed');
  },
});

const scopeId = (of: HaltScope): number =>
  of.kind === 'repository' ? of.repositoryId : of.installationId;

export const quarantines = (db: Db, dialect: Dialect): Quarantines => ({
  standing: async (repositoryId, content) => {
    let query = db
      .selectFrom('quarantines')
      .select('body')
      .where('repository_id', '=', repositoryId);
    // A commit has one tree: who has the commit has the tree.
    if (content !== undefined) query = query.where('tree', '=', content.tree);
    const rows = await query.orderBy('since').orderBy('id').execute();
    return rows.map((row) => JSON.parse(row.body) as StoredQuarantine);
  },
  insert: async (mark) => {
    const { id, repositoryId, sha, tree, since } = mark;
    const inserted = db
      .insertInto('quarantines')
      .values({ id, repository_id: repositoryId, sha, tree, since, body: JSON.stringify(mark) })
      .execute();
    await orConflict(dialect, `quarantine of ${sha}`, inserted);
  },
  remove: async (id) => {
    const removed = await db
      .deleteFrom('quarantines')
      .where('id', '=', id)
      .returning('id')
      .execute();
    if (removed.length === 0) throw new Conflict('the quarantine changed');
  },
});
