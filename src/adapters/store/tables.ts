/** All tables over one handle: the database, or a transaction on it. */
import type { Tables } from '../../ports/store.ts';
import type { Db, Dialect } from './dialect.ts';
import { heads, pushes } from './history.ts';
import { inbox } from './inbox.ts';
import { leases } from './leases.ts';
import { ledger } from './ledger.ts';
import { outbox } from './outbox.ts';
import { promotions } from './promotions.ts';
import { record } from './record.ts';
import { repositories } from './repositories.ts';
import { policies, surfaces } from './surfaces.ts';
import { votes } from './votes.ts';
import { wakes } from './wakes.ts';

export const tablesOn = (db: Db, dialect: Dialect): Tables => ({
  repositories: repositories(db),
  inbox: inbox(db, dialect),
  outbox: outbox(db, dialect),
  wakes: wakes(db, dialect),
  promotions: promotions(db, dialect),
  votes: votes(db, dialect),
  ledger: ledger(db, dialect),
  leases: leases(db),
  heads: heads(db),
  pushes: pushes(db),
  surfaces: surfaces(db),
  policies: policies(db),
  record: record(db, dialect),
});
