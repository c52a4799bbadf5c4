/** No query that runs often may read a whole table: the plan of every statement the store makes. */
import Database from 'better-sqlite3';
import { Kysely } from 'kysely';
import { expect, test } from 'vitest';
import { sqlite } from '../../../src/adapters/store/dialect.ts';
import { insertDeliveries } from '../../../src/adapters/store/inbox.ts';
import { migrate } from '../../../src/adapters/store/migrate.ts';
import type { Schema } from '../../../src/adapters/store/schema.ts';
import { sqliteDialect } from '../../../src/adapters/store/sqlite-file.ts';
import { tablesOn } from '../../../src/adapters/store/tables.ts';
import { sha256 } from '../../../src/core/digest.ts';
import { GENESIS, linkHash } from '../../../src/core/record.ts';
import type { Tables } from '../../../src/ports/store.ts';
import { ada, exception, promotion } from '../../core/samples.ts';

/** Walks that are no whole tables: what waits, is open or was given up, what was just chosen, a row a chain or key. */
const SHORT_WALKS = [
  /^SCAN (inbox|outbox|o) USING (COVERING )?INDEX (inbox|outbox)_(waiting|buried)$/,
  /^SCAN wakes USING COVERING INDEX wakes_due$/,
  /^SCAN promotions USING COVERING INDEX promotions_all_open$/,
  /^SCAN due$/,
  /^SCAN chain_heads USING (COVERING )?INDEX sqlite_autoindex_chain_heads_1$/,
  /^SCAN signing_keys$/,
  /^SCAN schema_migrations\b/,
];

const file = new Database(':memory:');
const seen = new Set<string>();
const db = new Kysely<Schema>({
  dialect: sqliteDialect(file),
  log: ({ query }) => {
    if (/^\s*(with|select|insert|update|delete)\b/i.test(query.sql)) seen.add(query.sql);
  },
});
await migrate(db, sqlite, async (_tx, script) => {
  file.exec(script);
});

/** The same tables, and which of their methods were not used. */
const watching = (tables: Tables) => {
  const used = new Set<unknown>();
  const methods = Object.entries(tables).flatMap(([table, of]) =>
    Object.entries(of as Readonly<Record<string, unknown>>).map(
      ([method, does]) => [`${table}.${method}`, does] as const,
    ),
  );
  const watch = (of: object): object =>
    new Proxy(of, {
      get: (target, name) => {
        const found: unknown = Reflect.get(target, name);
        used.add(found);
        return found;
      },
    });
  const watched = Object.fromEntries(
    Object.entries(tables).map(([table, of]) => [table, watch(of as object)]),
  ) as unknown as Tables;
  const unused = (): readonly string[] =>
    methods.filter(([, does]) => !used.has(does)).map(([name]) => name);
  return { watched, unused };
};

const plansOf = (statement: string): readonly string[] =>
  file
    .prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${statement}`)
    .all(...Array.from(statement.matchAll(/\?/g), () => null))
    .map(({ detail }) => detail);

const isWalk = (detail: string): boolean =>
  detail.startsWith('SCAN') && !SHORT_WALKS.some((walk) => walk.test(detail));

test('every method finds its rows by an index', async () => {
  const tables = tablesOn(db, sqlite);
  const { watched, unused } = watching(tables);
  await useEverything(watched);
  // One that is added later is to be used here as well.
  expect(unused()).toEqual([]);
  expect(seen.size).toBeGreaterThan(50);
  const walks = [...seen].flatMap((statement) =>
    plansOf(statement)
      .filter(isWalk)
      .map((detail) => `${detail}: ${statement}`),
  );
  expect(walks).toEqual([]);
});

test('a list that grows for ever is not sorted to find its end', () => {
  const sorted = [...seen].filter(
    (statement) =>
      /"(ledger|audit|promotions)"/.test(statement) &&
      plansOf(statement).some((detail) => detail.startsWith('USE TEMP B-TREE')),
  );
  // Open promotions of one environment, pull request or commit: as few as there are people.
  expect(sorted.filter((statement) => !statement.includes('"open" = 1'))).toEqual([]);
});

test('what is open is not looked for among all that there ever was', () => {
  // Of one pull request there never were many.
  const open = [...seen].filter(
    (statement) => /^select .*"open" = 1/.test(statement) && !/"pull_number" =/.test(statement),
  );
  expect(open.length).toBeGreaterThan(2);
  const found = open.flatMap(plansOf).filter((detail) => /(SCAN|SEARCH) promotions /.test(detail));
  expect(found.filter((detail) => !/INDEX promotions_\w*open/.test(detail))).toEqual([]);
});

test('sees a query that reads a whole table', () => {
  expect(plansOf("SELECT * FROM inbox WHERE state = 'done'").filter(isWalk)).toEqual([
    'SCAN inbox',
  ]);
  expect(plansOf('SELECT * FROM inbox WHERE state = ? ORDER BY seq').filter(isWalk)).toEqual([
    'SCAN inbox',
  ]);
});

const useEverything = async (tables: Tables): Promise<void> => {
  await useQueues(tables);
  await usePromotions(tables);
  await useRollbacks(tables);
  await useTelling(tables);
  await useStops(tables);
  await useOutside(tables);
  await useHistory(tables);
  await useRecord(tables);
  await useIdentities(tables);
};

const useQueues = async ({ inbox, outbox, wakes }: Tables): Promise<void> => {
  await insertDeliveries(db, [{ id: 'g', event: 'push', payload: '{}', receivedAt: 0 }]);
  await inbox.claim(0, 1, 1);
  await inbox.put({ id: 'g', event: 'push', payload: '{}', receivedAt: 0 });
  await inbox.retry('g', 1, 'x');
  await inbox.postpone('g', 1, 'x');
  await inbox.revive(0, 1);
  await inbox.newest();
  await inbox.forget(0, 1);
  await inbox.known(['g']);
  await inbox.bury('g', 1, 'x');
  await inbox.done('g', 1);
  await inbox.backlog();
  await outbox.add({ key: 'k', lane: 'l', kind: 'x', payload: {}, dueAt: 0, priority: 1 });
  await outbox.claim(0, 1, 1);
  await outbox.retry('k', 1, 'x');
  await outbox.postpone('k', 1, 'x');
  await outbox.revive(0, 1);
  await outbox.forget(0, 1);
  await outbox.bury('k', 1, 'x');
  await outbox.done('k', 1, 1);
  await outbox.backlog();
  await wakes.at('p', 0);
  await wakes.claim(0, 1, 1);
  await wakes.retry('p', 1, 'x');
  await wakes.done('p', 1);
  await wakes.next();
};

const usePromotions = async (tables: Tables): Promise<void> => {
  const { promotions, votes, exceptions, leases, ledger } = tables;
  const pending = promotion({ kind: 'pending' });
  await promotions.insert(pending);
  await promotions.update({ ...pending, version: pending.version + 1 });
  await promotions.byId('p');
  await promotions.allOpen(null, 9);
  await promotions.allOpen({ id: 'p', requestedAt: 1 }, 9);
  const { environment, release } = pending;
  for (const where of [{}, { environment }, { pullNumber: 1 }, { sha: release.sha }]) {
    await promotions.open(7, where);
  }
  const { id: releaseId, sha } = release;
  const asked = [{}, { environment }, { pullNumber: 1 }, { releaseId }, { environment, sha }];
  for (const where of asked) await promotions.recent(7, where, 9);
  await votes.insert({
    id: 'v',
    promotionId: pending.id,
    person: ada,
    choice: 'approve',
    via: 'comment',
    at: 1,
    reason: null,
    releaseId: release.id,
    environment,
    policyDigest: sha256(''),
  });
  await votes.withdraw('v', 1, ada);
  await votes.standing(7, release.id, environment);
  await exceptions.insert(exception(ada, { promotionId: pending.id }));
  await exceptions.of(pending.id);
  await leases.take(7, environment, 'p', 0);
  await leases.take(7, environment, 'q', 0);
  await leases.holder(7, environment);
  await leases.release(7, environment, 'p');
  await ledger.append({
    id: 'l',
    repositoryId: 7,
    environment,
    releaseId: release.id,
    sha: release.sha,
    tree: release.tree,
    artifacts: [],
    promotionId: null,
    deploymentId: null,
    since: 0,
    origin: 'own',
  });
  await ledger.live(7, environment);
  await ledger.proven(7, environment);
  await ledger.completions(7, release);
  await ledger.stays(7, environment, 10);
};

const useTelling = async ({ targetDeliveries }: Tables): Promise<void> => {
  const delivery = {
    id: 'msg',
    repositoryId: 7,
    environment: 'staging',
    event: 'failed',
    address: { kind: 'slack', channel: '#releases' },
    target: '#releases',
    state: 'waiting',
    attempts: 0,
    error: null,
    createdAt: 1,
    updatedAt: 1,
    body: null,
  } as const;
  await targetDeliveries.insert(delivery);
  await targetDeliveries.byId('msg');
  await targetDeliveries.update(delivery);
  await targetDeliveries.list({ repositoryId: null, failed: false }, 9);
  await targetDeliveries.list({ repositoryId: 7, failed: true }, 9);
  await targetDeliveries.forget(1, 9);
  await targetDeliveries.setGone(7, 'https://a', 1);
  await targetDeliveries.isGone(7, 'https://a');
  await targetDeliveries.keepGone(7, ['https://b']);
};

const useRollbacks = async ({ rollbacks, holds }: Tables): Promise<void> => {
  const { id, environment } = promotion({ kind: 'pending' });
  await rollbacks.tenures(7, environment, 10);
  await rollbacks.mark(id, id, 1);
  await rollbacks.markForeign('e', id, 1);
  const hold = { repositoryId: 7, environment, promotionId: id, by: ada, reason: null, since: 1 };
  await holds.put(hold);
  await holds.of(7, environment);
  await holds.lift(7, environment);
};

const useStops = async ({ locks, halts, quarantines }: Tables): Promise<void> => {
  const since = 1;
  const common = { repositoryId: 7, environment: 'staging', reason: 'x', page: 1, since };
  const lock = { id: 'l', ...common, owner: ada, pullNumber: null, expiresAt: null };
  const waiter = { ...common, person: ada, pullNumber: null, forMs: null };
  await locks.put(lock, null);
  await locks.put({ ...lock, id: 'm' }, 'l');
  await locks.get(7, 'staging');
  await locks.ofRepository(7);
  await locks.enqueue(waiter);
  await locks.waiters(7, 'staging');
  await locks.dequeue(waiter);
  await locks.remove({ ...lock, id: 'm' });
  const of = { kind: 'repository', repositoryId: 7 } as const;
  await halts.put({ id: 'h', of, by: ada, reason: 'x', since, all: false });
  await halts.standing({ id: 7, installationId: 1 });
  await halts.remove('h');
  const content = { sha: 'a', tree: 'b' };
  await quarantines.insert({ id: 'q', repositoryId: 7, ...content, by: ada, reason: 'x', since });
  await quarantines.standing(7);
  await quarantines.standing(7, content);
  await quarantines.remove('q');
};

const useOutside = async ({ inquiries, waitingJobs }: Tables): Promise<void> => {
  const { id, environment, release } = promotion({ kind: 'pending' });
  await inquiries.put({
    id: 'i',
    promotionId: id,
    repositoryId: 7,
    subject: 'workflow',
    policyDigest: sha256(''),
    question: { kind: 'workflow', file: 'e2e.yml', inputs: {} },
    askedAt: 1,
    deadline: 2,
    url: null,
    answer: null,
    runId: null,
    lookedAt: null,
    tries: 0,
    lastSeen: null,
  });
  await inquiries.byId('i');
  await inquiries.of(id);
  const job = { repositoryId: 7, runId: '1', environment };
  await waitingJobs.put({
    ...job,
    sha: release.sha,
    attempt: null,
    deploymentId: '5',
    promotionId: id,
    state: 'waiting',
    reports: 0,
    told: null,
    since: 1,
  });
  await waitingJobs.get(job);
  await waitingJobs.open(7);
  await waitingJobs.ofPromotion(id);
  await waitingJobs.ofDeployment(7, '5');
};

const useHistory = async (tables: Tables): Promise<void> => {
  const { repositories, heads, pushes, surfaces, policies, floors } = tables;
  await repositories.put({
    id: 7,
    owner: 'acme',
    name: 'web',
    defaultBranch: 'main',
    installationId: 1,
    active: true,
  });
  await repositories.byId(7);
  await repositories.byName('acme', 'web');
  await repositories.ofInstallation(1);
  await repositories.active(0, 9);
  await heads.record({ repositoryId: 7, pullNumber: 1, sha: 'a', at: 1 });
  await heads.of(7, 1);
  const push = { repositoryId: 7, ref: 'r', before: 'a', after: 'b', forced: false, person: ada };
  await pushes.record({ ...push, at: 1, kind: 'push' });
  await pushes.ofRef(7, 'r');
  await pushes.to(7, 'b');
  await surfaces.put({ key: 'k', externalId: null, digest: null, state: null });
  await surfaces.get('k');
  await policies.put({ repositoryId: 7, sha: 'a', path: null, text: null });
  await policies.get(7, 'a');
  await policies.setCurrent(7, 'a');
  await policies.current(7);
  await policies.setLastValid(7, 'a');
  await policies.lastValid(7);
  const form = { digest: GENESIS, since: 0, held: null };
  await policies.putForm({ repositoryId: 7, environment: 'staging', ...form });
  await policies.form(7, 'staging');
  await policies.forms(7);
  await floors.put({ owner: 'acme', repositoryId: 7, lookedAt: 1 });
  await floors.of('acme');
};

const useRecord = async ({ record }: Tables): Promise<void> => {
  const unlinked = {
    chain: 'repository:7',
    seq: 1,
    at: 0,
    kind: 'x',
    promotionId: 'p',
    environment: null,
    personId: null,
    body: '{}',
    previous: GENESIS,
  };
  const hash = linkHash(unlinked);
  await record.append({ ...unlinked, hash });
  await record.last('repository:7');
  await record.entries('repository:7', 0, 9);
  await record.lastOf('p', 'decision');
  await record.putHead({ chain: 'repository:7', seq: 1, hash, keyId: 'k', signature: 's' });
  await record.head('repository:7');
  await record.chains();
  await record.chainsSignedByOthers('k');
  await record.putEvidence(hash, '{}');
  await record.evidence(hash);
  await record.putKey({ id: 'k', publicKey: 'p', createdAt: 0, signedBy: null });
  await record.keys();
};

const useIdentities = async ({ identities }: Tables): Promise<void> => {
  const slack = { team: 'T', user: 'U' };
  await identities.put({ id: 'i', slack, person: ada, provedAt: 1, toldOnGitHub: false });
  await identities.of(slack);
  await identities.ofPerson(ada.id);
  await identities.all(null, 9);
  await identities.provedBeside([ada.id]);
  await identities.remove('i');
  const ticket = { tokenHash: 't', slack, offeredAt: 1, expiresAt: 2, promotionId: null };
  await identities.offer(ticket);
  await identities.ticket('t');
  const session = { cookieHash: 'c', tokenHash: 't', names: null, person: null };
  await identities.begin({ ...session, next: 'slack' });
  await identities.session('c');
  await identities.step({ ...session, next: 'nothing' }, 'slack');
  await identities.use('t');
  await identities.forget(9);
};
