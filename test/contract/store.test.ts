/** One suite for both databases: whatever holds on SQLite holds on PostgreSQL. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../../src/adapters/store/open-store.ts';
import { digestOf } from '../../src/core/digest.ts';
import type { Promotion } from '../../src/core/promotion/state.ts';
import { GENESIS, linkHash } from '../../src/core/record.ts';
import { releaseOf } from '../../src/core/release.ts';
import { Conflict, type Store } from '../../src/ports/store.ts';
import { startPostgres, type TestPostgres } from '../postgres.ts';

let postgres: TestPostgres;
let folder: string;
beforeAll(async () => {
  postgres = await startPostgres();
  folder = await mkdtemp(join(tmpdir(), 'lockkeeper-store-'));
});
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

let count = 0;
const urls = {
  SQLite: async (): Promise<string> => `file:${join(folder, `${count}.db`)}`,
  PostgreSQL: async (): Promise<string> => postgres.newDatabase(`test_${count}`),
};

const ada = { id: 1001, login: 'ada', machine: false };

const promotion = (id: string, over: Partial<Promotion> = {}): Promotion => ({
  id,
  kind: 'promote',
  environment: 'staging',
  release: releaseOf(7, 'a'.repeat(40), 'b'.repeat(40)),
  pullNumber: 1,
  askedAs: 'head',
  requesters: [{ person: ada, through: null, via: 'comment', at: 1_000 }],
  requestedAt: 1_000,
  reason: null,
  retryOf: null,
  repositoryId: 7,
  state: { kind: 'pending' },
  version: 1,
  expiresAt: 9_000,
  updatedAt: 1_000,
  ...over,
});

describe.each(['SQLite', 'PostgreSQL'] as const)('the store on %s', (engine) => {
  let store: Store;
  let url: string;
  beforeEach(async () => {
    count += 1;
    url = await urls[engine]();
    store = await openStore(url);
    await store.migrate();
  });
  afterEach(async () => {
    await store.close();
  });

  it('migrates twice without a change', async () => {
    await store.migrate();
    await store.ping();
  });

  it('keeps a delivery once, gives it out once, and again when its holder died', async () => {
    const delivery = { id: 'g-1', event: 'push', payload: '{}', receivedAt: 10 };
    const answers = await Promise.all([store.inbox.put(delivery), store.inbox.put(delivery)]);
    expect(answers.toSorted()).toEqual(['duplicate', 'stored']);
    expect(await store.inbox.claim(10, 100, 5)).toMatchObject([{ id: 'g-1', attempts: 1 }]);
    expect(await store.inbox.claim(20, 100, 5)).toEqual([]);
    expect(await store.inbox.claim(110, 100, 5)).toMatchObject([{ id: 'g-1', attempts: 2 }]);
    await store.inbox.done('g-1', 120);
    expect(await store.inbox.put(delivery)).toBe('duplicate');
    expect(await store.inbox.depth()).toBe(0);
  });

  it('gives no delivery to two who ask at once', async () => {
    for (let i = 0; i < 40; i += 1) {
      await store.inbox.put({ id: `g-${i}`, event: 'push', payload: '{}', receivedAt: i });
    }
    const claims = await Promise.all(
      Array.from({ length: 8 }, () => store.inbox.claim(100, 100, 10)),
    );
    const ids = claims.flat().map((each) => each.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(40);
  });

  it('coalesces an effect that waits, and makes one that was done due again', async () => {
    const effect = { key: 'k', lane: 'l', kind: 'reply', dueAt: 0, priority: 1 };
    await store.outbox.add({ ...effect, payload: { n: 1 } });
    await store.outbox.add({ ...effect, payload: { n: 2 } });
    const [claimed] = await store.outbox.claim(0, 10, 5);
    expect(claimed).toMatchObject({ payload: { n: 2 }, generation: 2, uncertain: false });
    await store.outbox.add({ ...effect, payload: { n: 3 } });
    await store.outbox.done('k', 2, 1);
    const [again] = await store.outbox.claim(1, 10, 5);
    expect(again).toMatchObject({ payload: { n: 3 }, generation: 3, uncertain: false });
  });

  it('says that an effect is uncertain when an attempt began and nobody knows how it ended', async () => {
    await store.outbox.add({
      key: 'k',
      lane: 'l',
      kind: 'deploy',
      payload: {},
      dueAt: 0,
      priority: 0,
    });
    await store.outbox.claim(0, 10, 5);
    expect(await store.outbox.claim(11, 10, 5)).toMatchObject([{ uncertain: true, attempts: 2 }]);
  });

  it('keeps the order of a lane and lets the urgent lanes go first', async () => {
    const add = (key: string, lane: string, priority: number): Promise<void> =>
      store.outbox.add({ key, lane, kind: 'reply', payload: {}, dueAt: 0, priority });
    await add('a1', 'a', 2);
    await add('a2', 'a', 0);
    await add('b1', 'b', 1);
    expect((await store.outbox.claim(0, 10, 5)).map((each) => each.key)).toEqual(['b1', 'a1']);
    await store.outbox.done('a1', 1, 1);
    expect((await store.outbox.claim(1, 10, 5)).map((each) => each.key)).toEqual(['a2']);
  });

  it('wakes once, at the earlier instant, and not before', async () => {
    await store.wakes.at('p', 50);
    await store.wakes.at('p', 30);
    await store.wakes.at('p', 70);
    expect(await store.wakes.claim(29, 10, 5)).toEqual([]);
    const [wake] = await store.wakes.claim(30, 10, 5);
    expect(wake?.key).toBe('p');
    await store.wakes.at('p', 90);
    await store.wakes.done('p', wake?.generation ?? 0);
    expect(await store.wakes.next()).toBe(90);
  });

  it('refuses a promotion that moved on since it was read', async () => {
    await store.promotions.insert(promotion('p1'));
    await store.promotions.update(promotion('p1', { version: 2 }));
    await expect(store.promotions.update(promotion('p1', { version: 2 }))).rejects.toThrow(
      Conflict,
    );
    expect((await store.promotions.byId('p1'))?.version).toBe(2);
  });

  it('has one open promotion for a release in an environment', async () => {
    await store.promotions.insert(promotion('p1'));
    const second = store.transaction((tx) => tx.promotions.insert(promotion('p2')));
    await expect(second).rejects.toThrow(Conflict);
    await store.promotions.update(
      promotion('p1', { version: 2, state: { kind: 'expired', at: 5 } }),
    );
    await store.promotions.insert(promotion('p3'));
    expect((await store.promotions.open(7)).map((each) => each.id)).toEqual(['p3']);
    expect((await store.promotions.recent(7, { pullNumber: 1 }, 9)).map((each) => each.id)).toEqual(
      ['p3', 'p1'],
    );
  });

  it('lends an environment to one, with a number that only grows', async () => {
    const first = await store.leases.take(7, 'staging', 'p1', 0);
    expect(await store.leases.take(7, 'staging', 'p2', 0)).toBeNull();
    await store.leases.release(7, 'staging', 'p2');
    expect(await store.leases.holder(7, 'staging')).toEqual({ promotionId: 'p1', fence: first });
    await store.leases.release(7, 'staging', 'p1');
    const second = await store.leases.take(7, 'staging', 'p2', 0);
    expect(second).toBeGreaterThan(first ?? 0);
  });

  it('keeps nothing of a transaction that failed', async () => {
    const failed = store.transaction(async (tx) => {
      await tx.promotions.insert(promotion('p1'));
      await tx.wakes.at('p1', 1);
      throw new Error('on purpose');
    });
    await expect(failed).rejects.toThrow('on purpose');
    expect(await store.promotions.byId('p1')).toBeNull();
    expect(await store.wakes.next()).toBeNull();
  });

  it('takes transactions that read and write the same thing one after the other', async () => {
    await store.promotions.insert(promotion('p1'));
    const grow = (): Promise<void> =>
      store.transaction(async (tx) => {
        const now = await tx.promotions.byId('p1');
        if (now !== null) await tx.promotions.update({ ...now, version: now.version + 1 });
      });
    await Promise.all(Array.from({ length: 5 }, grow));
    expect((await store.promotions.byId('p1'))?.version).toBe(6);
  });

  it('counts a vote until it is taken back', async () => {
    await store.promotions.insert(promotion('p1'));
    const { release } = promotion('p1');
    const vote = {
      id: 'v1',
      promotionId: 'p1',
      person: ada,
      choice: 'approve' as const,
      via: 'comment' as const,
      at: 1,
      reason: null,
      releaseId: release.id,
      environment: 'staging',
      policyDigest: digestOf({}),
    };
    await store.votes.insert(vote);
    expect(await store.votes.standing(7, release.id, 'staging')).toEqual([vote]);
    await store.votes.withdraw('v1', 2, ada);
    expect(await store.votes.standing(7, release.id, 'staging')).toEqual([]);
  });

  it('remembers heads and pushes once, in the order of GitHub’s times', async () => {
    const head = { repositoryId: 7, pullNumber: 1 };
    await store.heads.record({ ...head, sha: 'b', at: 2_000 });
    await store.heads.record({ ...head, sha: 'a', at: 1_000 });
    await store.heads.record({ ...head, sha: 'a', at: 1_000 });
    expect((await store.heads.of(7, 1)).map((each) => each.sha)).toEqual(['a', 'b']);
    const push = {
      repositoryId: 7,
      ref: 'refs/heads/tax',
      before: '0'.repeat(40),
      after: 'a'.repeat(40),
      forced: false,
      person: ada,
      at: 1,
      kind: 'push' as const,
    };
    await store.pushes.record(push);
    await store.pushes.record(push);
    expect(await store.pushes.ofRef(7, 'refs/heads/tax')).toEqual([push]);
    expect(await store.pushes.to(7, 'a'.repeat(40))).toEqual([push]);
  });

  it('adds to the record and never changes it', async () => {
    const unlinked = {
      chain: 'repository:7',
      seq: 1,
      at: 1_000_000_000_000,
      kind: 'promotion.requested',
      promotionId: 'p1',
      environment: 'staging',
      personId: 9_007_199_254_740_991,
      body: '{}',
      previous: GENESIS,
    };
    const entry = { ...unlinked, hash: linkHash(unlinked) };
    await store.record.append(entry);
    expect(await store.record.last('repository:7')).toEqual(entry);
    await expect(store.transaction((tx) => tx.record.append(entry))).rejects.toThrow(Conflict);
    await expect(postgres.orSqlite(url, "UPDATE audit SET kind = 'other'")).rejects.toThrow(
      'append-only',
    );
    await expect(postgres.orSqlite(url, 'DELETE FROM audit')).rejects.toThrow('append-only');
  });
});
