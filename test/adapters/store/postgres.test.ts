/** PostgreSQL alone: several replicas on one database, what errors say, and the tables themselves. */
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../../src/adapters/store/open-store.ts';
import { sha256 } from '../../../src/core/digest.ts';
import { GENESIS, linkHash } from '../../../src/core/record.ts';
import type { Effect } from '../../../src/ports/queue.ts';
import type { Store } from '../../../src/ports/store.ts';
import { startPostgres, type TestPostgres } from '../../postgres.ts';
import { dumpPostgres } from './schema-dump.ts';

let postgres: TestPostgres;
beforeAll(async () => {
  postgres = await startPostgres();
});
afterAll(() => postgres.stop());

let count = 0;
let url: string;
beforeEach(async () => {
  count += 1;
  url = await postgres.newDatabase(`alone_${count}`);
});

const open = async (options: { readonly readOnly?: boolean } = {}): Promise<Store> => {
  const store = await openStore(url, options);
  onTestFinished(() => store.close());
  return store;
};

/** Two replicas on one database. */
const openTwo = async (): Promise<readonly [Store, Store]> => {
  const two = [await open(), await open()] as const;
  await two[0].migrate();
  return two;
};

const effect = (key: string, lane: string): Effect => ({
  key,
  lane,
  kind: 'reply',
  payload: {},
  dueAt: 0,
  priority: 1,
});

const times = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => i);

test('is migrated once by replicas that start at the same time', async () => {
  const stores = await Promise.all(times(5).map(() => open()));
  await Promise.all(stores.map((store) => store.migrate()));
  for (const store of stores) await store.ping();
});

test('gives each delivery and each wake to one replica', async () => {
  const [one, two] = await openTwo();
  await Promise.all(
    times(200).map(async (i) => {
      const store = i % 2 === 0 ? one : two;
      await store.inbox.put({ id: `g-${i}`, event: 'push', payload: '{}', receivedAt: 0 });
      await store.wakes.at(`p-${i}`, 0);
    }),
  );
  const taken: string[] = [];
  const take = async (store: Store): Promise<void> => {
    for (let got = -1; got !== 0; ) {
      const deliveries = await store.inbox.claim(1, 1_000, 7);
      const wakes = await store.wakes.claim(1, 1_000, 7);
      taken.push(...deliveries.map((each) => each.id), ...wakes.map((each) => each.key));
      got = deliveries.length + wakes.length;
      expect(Math.max(deliveries.length, wakes.length)).toBeLessThanOrEqual(7);
    }
  };
  await Promise.all([one, two, one, two].map(take));
  expect(taken).toHaveLength(400);
  expect(new Set(taken).size).toBe(400);
});

test('makes the effects of a lane one at a time and in order, whoever makes them', async () => {
  const [one, two] = await openTwo();
  for (const i of times(60)) await one.outbox.add(effect(`k-${i}`, `lane-${i % 4}`));
  const underWay = new Set<string>();
  const made: number[] = [];
  const work = async (store: Store): Promise<void> => {
    while (made.length < 60) {
      for (const { key, lane, generation } of await store.outbox.claim(1, 1_000, 3)) {
        expect(underWay.has(lane)).toBe(false);
        underWay.add(lane);
        made.push(Number(key.slice(2)));
        // Asking the database takes a while, in which the other replica claims too.
        await store.ping();
        underWay.delete(lane);
        await store.outbox.done(key, generation, 2);
      }
    }
  };
  await Promise.all([one, two, one, two].map(work));
  for (const lane of times(4)) {
    const ofLane = made.filter((each) => each % 4 === lane);
    expect(ofLane).toEqual(ofLane.toSorted((a, b) => a - b));
  }
  expect(made).toHaveLength(60);
});

test('never has two effects of a lane under way, also when they were committed out of order', async () => {
  const [one, two] = await openTwo();
  const { promise: added, resolve: tellAdded } = Promise.withResolvers<void>();
  const { promise: mayCommit, resolve: commit } = Promise.withResolvers<void>();
  const first = one.transaction(async (tx) => {
    await tx.outbox.add(effect('first', 'l'));
    tellAdded();
    await mayCommit;
  });
  await added;
  await two.outbox.add(effect('second', 'l'));
  expect(await two.outbox.claim(0, 100, 5)).toMatchObject([{ key: 'second' }]);
  commit();
  await first;
  expect(await one.outbox.claim(0, 100, 5)).toEqual([]);
  await two.outbox.done('second', 1, 1);
  expect(await one.outbox.claim(1, 100, 5)).toMatchObject([{ key: 'first' }]);
});

test('keeps a chain whole that two replicas add to', async () => {
  const [one, two] = await openTwo();
  const add = (store: Store, i: number): Promise<void> =>
    store.transaction(async (tx) => {
      const before = await tx.record.last('repository:7');
      const unlinked = {
        chain: 'repository:7',
        seq: (before?.seq ?? 0) + 1,
        at: i,
        kind: 'promotion.requested',
        promotionId: null,
        environment: null,
        personId: null,
        body: '{}',
        previous: before?.hash ?? GENESIS,
      };
      await tx.record.append({ ...unlinked, hash: linkHash(unlinked) });
      await tx.record.putEvidence(sha256(String(i % 3)), String(i % 3));
      await tx.outbox.add(effect('check', 'l'));
      await tx.wakes.at('p', 1_000 - i);
    });
  await Promise.all(times(24).map((i) => add(i % 2 === 0 ? one : two, i)));
  const entries = await one.record.entries('repository:7', 0, 99);
  expect(entries.map((entry) => entry.seq)).toEqual(times(24).map((i) => i + 1));
  expect(new Set(entries.map((entry) => entry.at)).size).toBe(24);
  expect(await two.wakes.next()).toBe(977);
});

test('lends an environment to one of two replicas', async () => {
  const [one, two] = await openTwo();
  for (const round of times(10)) {
    const fences = await Promise.all([
      one.leases.take(7, 'staging', 'p1', round),
      two.leases.take(7, 'staging', 'p2', round),
    ]);
    expect(fences.filter((fence) => fence !== null)).toEqual([round + 1]);
    await one.leases.release(7, 'staging', 'p1');
    await one.leases.release(7, 'staging', 'p2');
  }
});

test('takes one of two deliveries with the same id', async () => {
  const [one, two] = await openTwo();
  const answers = await Promise.all(
    times(50).flatMap((i) =>
      [one, two].map((store) =>
        store.inbox.put({ id: `g-${i}`, event: 'push', payload: '{}', receivedAt: 0 }),
      ),
    ),
  );
  expect(answers.filter((answer) => answer === 'stored')).toHaveLength(50);
});

test('says where it does not answer, without the password', async () => {
  const gone = new URL(url);
  gone.port = '1';
  gone.password = 'hidden-password';
  const unreachable = openStore(gone.href);
  await expect(unreachable).rejects.toThrow(/127\.0\.0\.1:1\/alone_\d+ cannot be used: .*REFUSED/);
  await expect(unreachable).rejects.not.toThrow('hidden-password');
  const wrong = new URL(url);
  wrong.password = 'hidden-password';
  const refused = openStore(wrong.href);
  await expect(refused).rejects.toThrow(/cannot be used: password authentication failed/);
  await expect(refused).rejects.not.toThrow('hidden-password');
});

test('can be read without being written', async () => {
  const [writer] = await openTwo();
  const reader = await open({ readOnly: true });
  await writer.wakes.at('p', 7);
  expect(await reader.wakes.next()).toBe(7);
  await reader.ping();
  await expect(reader.wakes.at('q', 8)).rejects.toThrow('read-only');
});

test('says that a database takes no writes', async () => {
  const [store] = await openTwo();
  await store.ping();
  await postgres.orSqlite(
    url,
    `ALTER DATABASE alone_${count} SET default_transaction_read_only = on`,
  );
  await expect((await open()).ping()).rejects.toThrow('takes no writes');
});

test('refuses a database that a newer version made', async () => {
  const [store] = await openTwo();
  await postgres.orSqlite(url, "INSERT INTO schema_migrations VALUES ('9999_later', 'x')");
  await expect(store.migrate()).rejects.toThrow(/9999_later.*newer version/);
});

test('refuses to empty what is append-only', async () => {
  await openTwo();
  for (const table of ['audit', 'evidence', 'ledger']) {
    await expect(postgres.orSqlite(url, `TRUNCATE ${table}`)).rejects.toThrow('append-only');
  }
});

test('has the tables that db/schema.postgres.sql shows', async () => {
  await openTwo();
  await expect(await dumpPostgres(url)).toMatchFileSnapshot('../../../db/schema.postgres.sql');
});
