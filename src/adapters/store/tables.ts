/** All tables over one handle: the database itself, or a transaction on it. */
import type { Kysely } from 'kysely';
import type { Tables } from '../../ports/store.ts';
import type { Db, Dialect } from './dialect.ts';
import { exceptions } from './exceptions.ts';
import { floors } from './floors.ts';
import { groupedPuts } from './grouped-puts.ts';
import { halts, quarantines } from './halts.ts';
import { heads, pushes } from './history.ts';
import { identities } from './identities.ts';
import { inbox, insertDeliveries } from './inbox.ts';
import { inquiries } from './inquiries.ts';
import { leases } from './leases.ts';
import { ledger } from './ledger.ts';
import { locks } from './locks.ts';
import { outbox } from './outbox.ts';
import type { Outside } from './outside.ts';
import { policies } from './policies.ts';
import { promotions } from './promotions.ts';
import { record } from './record.ts';
import { repositories } from './repositories.ts';
import { holds, rollbacks } from './rollbacks.ts';
import type { Schema } from './schema.ts';
import { surfaces } from './surfaces.ts';
import { targetDeliveries } from './target-deliveries.ts';
import { votes } from './votes.ts';
import { waitingJobs } from './waiting-jobs.ts';
import { wakes } from './wakes.ts';

/**
 * The tables of the database itself: refused to code inside one of its transactions, and storing
 * deliveries that arrive together in one commit.
 */
export const outsideTables = (db: Kysely<Schema>, dialect: Dialect, outside: Outside): Tables => {
  const tables = tablesOn(db.withPlugin(outside.plugin), dialect);
  const put = groupedPuts((deliveries) => insertDeliveries(db, deliveries));
  return {
    ...tables,
    inbox: {
      ...tables.inbox,
      put: async (delivery) => {
        outside.check();
        return put(delivery);
      },
    },
  };
};

export const tablesOn = (db: Db, dialect: Dialect): Tables => ({
  repositories: repositories(db),
  inbox: inbox(db, dialect),
  outbox: outbox(db, dialect),
  wakes: wakes(db, dialect),
  promotions: promotions(db, dialect),
  votes: votes(db, dialect),
  exceptions: exceptions(db, dialect),
  inquiries: inquiries(db),
  ledger: ledger(db, dialect),
  leases: leases(db),
  rollbacks: rollbacks(db),
  holds: holds(db),
  locks: locks(db, dialect),
  halts: halts(db),
  quarantines: quarantines(db, dialect),
  heads: heads(db),
  pushes: pushes(db),
  surfaces: surfaces(db),
  targetDeliveries: targetDeliveries(db),
  policies: policies(db),
  floors: floors(db),
  waitingJobs: waitingJobs(db),
  identities: identities(db),
  record: record(db, dialect),
});
