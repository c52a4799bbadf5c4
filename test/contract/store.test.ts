/** One suite for both databases: whatever holds on SQLite holds on PostgreSQL. */
import { beforeEach, expect, it } from 'vitest';
import { digestOf, sha256 } from '../../src/core/digest.ts';
import type { StoredVote } from '../../src/core/facts.ts';
import type { Promotion } from '../../src/core/promotion/state.ts';
import { type ChainEntry, GENESIS, linkHash } from '../../src/core/record.ts';
import { releaseOf } from '../../src/core/release.ts';
import type { HeldForm } from '../../src/ports/policies.ts';
import type { Effect } from '../../src/ports/queue.ts';
import { Conflict, type LedgerEntry, type Push, type Store } from '../../src/ports/store.ts';
import { onBothDatabases } from '../both-databases.ts';
import { environment } from '../core/samples.ts';

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
  retryOf: [],
  repositoryId: 7,
  state: { kind: 'pending' },
  version: 1,
  expiresAt: 9_000,
  updatedAt: 1_000,
  ...over,
});

const vote = (id: string, over: Partial<StoredVote> = {}): StoredVote => ({
  id,
  promotionId: 'p1',
  person: ada,
  choice: 'approve',
  via: 'comment',
  at: 1,
  reason: null,
  releaseId: promotion('p1').release.id,
  environment: 'staging',
  policyDigest: digestOf({}),
  ...over,
});

const effect = (key: string, over: Partial<Effect> = {}): Effect => ({
  key,
  lane: key,
  kind: 'reply',
  payload: {},
  dueAt: 0,
  priority: 1,
  ...over,
});

const lived = (id: string, over: Partial<LedgerEntry> = {}): LedgerEntry => ({
  id,
  repositoryId: 7,
  environment: 'staging',
  releaseId: promotion('p1').release.id,
  sha: 'a'.repeat(40),
  tree: 'b'.repeat(40),
  artifacts: [sha256('image')],
  promotionId: 'p1',
  deploymentId: '9007199254740993',
  since: 1_795_262_400_000,
  origin: 'own',
  ...over,
});

const push = (over: Partial<Push> = {}): Push => ({
  repositoryId: 7,
  ref: 'refs/heads/tax',
  before: '0'.repeat(40),
  after: 'a'.repeat(40),
  forced: false,
  person: ada,
  at: 1,
  kind: 'push',
  ...over,
});

/** The entry that follows another one. */
const link = (before: ChainEntry | null, over: Partial<ChainEntry> = {}): ChainEntry => {
  const unlinked = {
    chain: 'repository:7',
    seq: (before?.seq ?? 0) + 1,
    at: 1_795_262_400_000,
    kind: 'promotion.requested',
    promotionId: 'p1',
    environment: 'staging',
    personId: 9_007_199_254_740_991,
    body: JSON.stringify({ text: 'ü \u0000 \ud800 🎉', open: true, none: null }),
    previous: before?.hash ?? GENESIS,
    ...over,
  };
  return { ...unlinked, hash: linkHash(unlinked) };
};

const keysOf = (rows: readonly { readonly key: string }[]): readonly string[] =>
  rows.map((row) => row.key);
const idsOf = (rows: readonly { readonly id: string }[]): readonly string[] =>
  rows.map((row) => row.id);

/** What waits in an environment, as it is kept. */
const held: HeldForm = {
  environment: 'staging',
  terms: { environment: environment(), people: { 'ada@old': 'ada' }, programs: [] },
  sources: [{ repository: 'acme/shop', path: '.github/lockkeeper.yml', sha: 'a'.repeat(40) }],
  position: 0,
  settledAt: 'a'.repeat(40),
  waiting: {
    shownAt: 'b'.repeat(40),
    pulls: [12],
    commits: [],
    people: [{ id: 1, login: 'ada', machine: false }],
  },
};

onBothDatabases('the store', (at) => {
  let store: Store;
  beforeEach(() => {
    ({ store } = at);
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
    expect(await store.inbox.backlog()).toMatchObject({ waiting: 0 });
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

  it('knows which deliveries are here, of more than one statement takes', async () => {
    const delivery = { event: 'push', payload: '{}', receivedAt: 1 };
    await store.inbox.put({ ...delivery, id: 'here' });
    await store.inbox.put({ ...delivery, id: 'gone' });
    await store.inbox.bury('gone', 2, 'broken');
    const others = Array.from({ length: 1_100 }, (_, n) => `elsewhere-${n}`);
    expect([...(await store.inbox.known([...others, 'here', 'gone']))].toSorted()).toEqual([
      'gone',
      'here',
    ]);
    expect((await store.inbox.known([])).size).toBe(0);
  });

  it('gives a delivery out as it came, whatever is in it and however long it is', async () => {
    const texts = ['{}', '{"a":"ä€😀\\u0000"}', `{"long":"${'x'.repeat(3_000_000)}"}`];
    for (const [at, payload] of texts.entries()) {
      await store.inbox.put({ id: `g-${at}`, event: 'push', payload, receivedAt: at });
    }
    const given = await store.inbox.claim(10, 100, 5);
    expect(given.map(({ payload }) => payload)).toEqual(texts);
  });

  it('forgets what ended long ago, so many at a time, and keeps the newest', async () => {
    const ends = [5, 6, 7, 15, null, 8];
    for (const [index, end] of ends.entries()) {
      const name = `n-${index}`;
      await store.inbox.put({ id: name, event: 'push', payload: '{}', receivedAt: index });
      const effect = { kind: 'reply', lane: name, payload: {}, dueAt: 1, priority: 1 };
      await store.outbox.add({ ...effect, key: name });
      await store.inbox.claim(10, 1, 9);
      await store.outbox.claim(10, 1, 9);
      if (end === null) continue;
      if (index === 1) {
        await store.inbox.bury(name, end, 'broken');
        await store.outbox.bury(name, end, 'broken');
      } else {
        await store.inbox.done(name, end);
        await store.outbox.done(name, 1, end);
      }
    }
    const names = ends.map((_end, index) => `n-${index}`);
    const left = async () => [...(await store.inbox.known(names))].toSorted();
    await store.inbox.forget(10, 2);
    await store.outbox.forget(10, 2);
    expect(await left()).toEqual(['n-2', 'n-3', 'n-4', 'n-5']);
    for (let round = 0; round < 3; round += 1) {
      await store.inbox.forget(10, 2);
      await store.outbox.forget(10, 2);
    }
    // The last that came tells how long nothing has.
    expect(await left()).toEqual(['n-3', 'n-4', 'n-5']);
    expect(await store.inbox.newest()).toBe(5);
    expect(await store.inbox.backlog()).toEqual({ waiting: 1, oldest: 4, buried: 0 });
    expect(await store.outbox.backlog()).toMatchObject({ waiting: 1, buried: 0 });
    // What is asked for again is made again, as it is where it is still known.
    const again = { key: 'n-0', lane: 'n-0', kind: 'reply', payload: {}, dueAt: 30, priority: 1 };
    await store.outbox.add(again);
    expect(await store.outbox.claim(40, 100, 9)).toMatchObject([{ key: 'n-4' }, { key: 'n-0' }]);
  });

  it('takes up again what was buried since then, from the beginning', async () => {
    const delivery = { event: 'push', payload: '{}', receivedAt: 1 };
    const effect = { kind: 'reply', lane: 'a', payload: {}, dueAt: 1, priority: 1 };
    for (const [id, at] of [['old', 5] as const, ['new', 15] as const]) {
      await store.inbox.put({ ...delivery, id });
      await store.outbox.add({ ...effect, key: id, lane: id });
      await store.inbox.claim(2, 1, 5);
      await store.outbox.claim(2, 1, 5);
      await store.inbox.bury(id, at, 'broken');
      await store.outbox.bury(id, at, 'broken');
    }
    await store.inbox.revive(10, 20);
    await store.outbox.revive(10, 20);
    expect(await store.inbox.claim(19, 100, 5)).toEqual([]);
    expect(await store.inbox.claim(20, 100, 5)).toMatchObject([{ id: 'new', attempts: 1 }]);
    expect(await store.outbox.claim(20, 100, 5)).toMatchObject([{ key: 'new', attempts: 1 }]);
    expect(await store.inbox.newest()).toBe(1);
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
    await expect(at.run("UPDATE audit SET kind = 'other'")).rejects.toThrow('append-only');
    await expect(at.run('DELETE FROM audit')).rejects.toThrow('append-only');
  });

  it('gives a delivery back until it is done or buried, and takes the oldest first', async () => {
    for (const id of ['g-1', 'g-2', 'g-3']) {
      await store.inbox.put({ id, event: 'push', payload: '{}', receivedAt: 10 });
    }
    expect(idsOf(await store.inbox.claim(10, 100, 2))).toEqual(['g-1', 'g-2']);
    await store.inbox.retry('g-1', 50, 'GitHub did not answer');
    await store.inbox.bury('g-2', 20, 'makes no sense');
    expect(idsOf(await store.inbox.claim(49, 100, 5))).toEqual(['g-3']);
    expect(await store.inbox.claim(50, 100, 5)).toEqual([
      { id: 'g-1', event: 'push', payload: '{}', receivedAt: 10, attempts: 2 },
    ]);
    expect(await store.inbox.backlog()).toMatchObject({ waiting: 2 });
    expect(await store.inbox.claim(1_000, 100, 5)).toHaveLength(2);
  });

  it('leaves what is done as it is when a late holder gives it back or buries it', async () => {
    await store.inbox.put({ id: 'g-1', event: 'push', payload: '{}', receivedAt: 10 });
    await store.outbox.add(effect('k'));
    await store.inbox.claim(10, 100, 1);
    await store.outbox.claim(10, 100, 1);
    await store.inbox.done('g-1', 20);
    await store.outbox.done('k', 1, 20);
    await store.inbox.retry('g-1', 30, 'late');
    await store.inbox.bury('g-1', 30, 'late');
    await store.outbox.retry('k', 30, 'late');
    await store.outbox.bury('k', 30, 'late');
    expect(await store.inbox.claim(1_000, 100, 5)).toEqual([]);
    expect(await store.outbox.claim(1_000, 100, 5)).toEqual([]);
  });

  it('stores many deliveries at once, each once, and all of them', async () => {
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, i) =>
        store.inbox.put({ id: `g-${i % 250}`, event: 'push', payload: '{}', receivedAt: i }),
      ),
    );
    expect(answers.filter((each) => each === 'stored')).toHaveLength(250);
    expect(await store.inbox.backlog()).toMatchObject({ waiting: 250 });
    const claimed = await store.inbox.claim(1_000, 100, 1_000);
    expect(idsOf(claimed)).toEqual(Array.from({ length: 250 }, (_, i) => `g-${i}`));
  });

  it('keeps a payload as it came, to the byte', async () => {
    const payload = '{"text":"ü 🎉 \\u0000 \' \\" ; -- ","n":12345678901234567890}\n';
    await store.inbox.put({ id: "g-'1", event: 'push', payload, receivedAt: 1_795_262_400_000 });
    expect(await store.inbox.claim(1_795_262_400_000, 100, 1)).toEqual([
      { id: "g-'1", event: 'push', payload, receivedAt: 1_795_262_400_000, attempts: 1 },
    ]);
  });

  it('puts an effect that is added again at the end of its lane, and leaves a waiting one in its place', async () => {
    await store.outbox.add(effect('a', { lane: 'l' }));
    await store.outbox.claim(0, 10, 5);
    await store.outbox.done('a', 1, 1);
    await store.outbox.add(effect('b', { lane: 'l' }));
    await store.outbox.add(effect('a', { lane: 'l' }));
    await store.outbox.add(effect('b', { lane: 'l', payload: { again: true } }));
    const [first] = await store.outbox.claim(1, 10, 5);
    expect(first).toMatchObject({ key: 'b', payload: { again: true }, generation: 2 });
    expect(await store.outbox.claim(2, 10, 5)).toEqual([]);
    await store.outbox.done('b', 2, 3);
    expect(await store.outbox.claim(3, 10, 5)).toMatchObject([{ key: 'a', generation: 2 }]);
  });

  it('holds a lane while its first effect waits, is tried again or is under way', async () => {
    await store.outbox.add(effect('a', { lane: 'l', dueAt: 100 }));
    await store.outbox.add(effect('b', { lane: 'l' }));
    expect(await store.outbox.claim(0, 10, 5)).toEqual([]);
    expect(keysOf(await store.outbox.claim(100, 10, 5))).toEqual(['a']);
    await store.outbox.retry('a', 200, 'GitHub did not answer');
    expect(await store.outbox.claim(150, 10, 5)).toEqual([]);
    expect(await store.outbox.claim(200, 10, 5)).toMatchObject([
      { key: 'a', attempts: 2, uncertain: true },
    ]);
    await store.outbox.bury('a', 201, 'given up');
    expect(keysOf(await store.outbox.claim(201, 10, 5))).toEqual(['b']);
    expect(await store.outbox.backlog()).toMatchObject({ waiting: 1 });
  });

  it('tells how much waits, since when, and what was given up', async () => {
    const nothing = { waiting: 0, oldest: null, buried: 0 };
    expect(await store.inbox.backlog()).toEqual(nothing);
    expect(await store.outbox.backlog()).toEqual(nothing);
    for (const [index, id] of ['g-1', 'g-2', 'g-3', 'g-4'].entries()) {
      await store.inbox.put({ id, event: 'push', payload: '{}', receivedAt: 10 + index });
      await store.outbox.add(effect(id, { dueAt: 20 + index }));
    }
    await store.inbox.claim(100, 100, 5);
    await store.outbox.claim(100, 100, 5);
    await store.inbox.done('g-1', 101);
    await store.outbox.done('g-1', 1, 101);
    await store.inbox.bury('g-2', 102, 'makes no sense');
    await store.outbox.bury('g-2', 102, 'makes no sense');
    await store.inbox.retry('g-3', 500, 'GitHub did not answer');
    expect(await store.inbox.backlog()).toEqual({ waiting: 2, oldest: 13, buried: 1 });
    expect(await store.outbox.backlog()).toEqual({ waiting: 2, oldest: 22, buried: 1 });
  });

  it('counts no attempt for what was told to wait', async () => {
    await store.inbox.put({ id: 'g-1', event: 'push', payload: '{}', receivedAt: 0 });
    await store.outbox.add(effect('a'));
    const attempts = async (now: number) => [
      ...(await store.inbox.claim(now, 10, 5)).map((each) => each.attempts),
      ...(await store.outbox.claim(now, 10, 5)).map((each) => each.attempts),
    ];
    expect(await attempts(0)).toEqual([1, 1]);
    await store.inbox.postpone('g-1', 5, 'limited');
    await store.outbox.postpone('a', 5, 'limited');
    expect(await attempts(4)).toEqual([]);
    expect(await attempts(5)).toEqual([1, 1]);
    await store.outbox.add(effect('a'));
    await store.outbox.postpone('a', 6, 'limited');
    expect(await store.outbox.claim(6, 10, 5)).toMatchObject([{ attempts: 1 }]);
  });

  it('brings a buried effect back when it is asked for again, as one to look for first', async () => {
    await store.outbox.add(effect('a', { payload: { n: 1 } }));
    await store.outbox.claim(0, 10, 5);
    await store.outbox.bury('a', 1, 'given up');
    await store.outbox.add(effect('a', { payload: { n: 2 }, dueAt: 5 }));
    expect(await store.outbox.claim(4, 10, 5)).toEqual([]);
    expect(await store.outbox.claim(5, 10, 5)).toMatchObject([
      { payload: { n: 2 }, attempts: 1, generation: 2, uncertain: true },
    ]);
  });

  it('is certain again after an outcome was recorded', async () => {
    await store.outbox.add(effect('a'));
    await store.outbox.claim(0, 10, 5);
    await store.outbox.done('a', 1, 1);
    await store.outbox.add(effect('a'));
    expect(await store.outbox.claim(1, 10, 5)).toMatchObject([{ uncertain: false, attempts: 1 }]);
  });

  it('takes at most as many as asked for, the most urgent first', async () => {
    for (let i = 0; i < 30; i += 1) await store.outbox.add(effect(`k-${i}`, { priority: i % 3 }));
    const claimed = await store.outbox.claim(0, 10, 12);
    expect(claimed.map((each) => each.priority)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1]);
    expect(await store.outbox.claim(0, 10, 12)).toHaveLength(12);
    expect(await store.outbox.claim(0, 10, 12)).toHaveLength(6);
  });

  it('keeps the earliest wake that was asked for while someone looked', async () => {
    await store.wakes.at('p', 10);
    const [wake] = await store.wakes.claim(10, 100, 5);
    await store.wakes.at('p', 20);
    await store.wakes.at('p', 500);
    await store.wakes.done('p', wake?.generation ?? 0);
    expect(await store.wakes.next()).toBe(20);
    expect(await store.wakes.claim(20, 100, 5)).toMatchObject([{ key: 'p', attempts: 1 }]);
  });

  it('wakes again when whoever looked died, and still for what was asked for later', async () => {
    await store.wakes.at('p', 10);
    const [dead] = await store.wakes.claim(10, 100, 5);
    await store.wakes.at('p', 500);
    expect(await store.wakes.claim(109, 100, 5)).toEqual([]);
    const [wake] = await store.wakes.claim(110, 100, 5);
    expect(wake).toMatchObject({ key: 'p', attempts: 2 });
    await store.wakes.done('p', dead?.generation ?? 0);
    expect(await store.wakes.next()).toBe(210);
    await store.wakes.done('p', wake?.generation ?? 0);
    expect(await store.wakes.next()).toBe(500);
  });

  it('gives a wake back for later, or for sooner when that was asked for meanwhile', async () => {
    await store.wakes.at('p', 10);
    await store.wakes.claim(10, 100, 5);
    await store.wakes.retry('p', 60, 'someone was first');
    expect(await store.wakes.next()).toBe(60);
    await store.wakes.claim(60, 100, 5);
    await store.wakes.at('p', 70);
    await store.wakes.retry('p', 90, 'someone was first');
    expect(await store.wakes.next()).toBe(70);
    const [wake] = await store.wakes.claim(70, 100, 5);
    await store.wakes.done('p', wake?.generation ?? 0);
    expect(await store.wakes.next()).toBeNull();
  });

  it('finds a repository by its name in any case, the one that is ours now', async () => {
    const repository = {
      id: 7,
      owner: 'Acme',
      name: 'Web.Site',
      defaultBranch: 'main',
      installationId: 4,
      active: true,
    };
    await store.repositories.put(repository);
    await store.repositories.put({ ...repository, id: 9, active: false });
    await store.repositories.put({ ...repository, id: 8, owner: 'other', installationId: 5 });
    expect(await store.repositories.byName('acme', 'web.site')).toEqual(repository);
    expect(await store.repositories.byName('acme', 'web-site')).toBeNull();
    await store.repositories.put({ ...repository, name: 'shop', defaultBranch: 'trunk' });
    expect(await store.repositories.byId(7)).toEqual({
      ...repository,
      name: 'shop',
      defaultBranch: 'trunk',
    });
    expect((await store.repositories.ofInstallation(4)).map((each) => each.id)).toEqual([7, 9]);
    expect(await store.repositories.byId(1)).toBeNull();
  });

  it('lists promotions by what is asked for', async () => {
    const other = releaseOf(7, 'c'.repeat(40), 'd'.repeat(40));
    await store.promotions.insert(promotion('p1', { requestedAt: 1 }));
    await store.promotions.insert(
      promotion('p2', { requestedAt: 2, environment: 'production', pullNumber: null }),
    );
    await store.promotions.insert(
      promotion('p3', { requestedAt: 3, release: other, pullNumber: 2 }),
    );
    await store.promotions.insert(promotion('p4', { repositoryId: 8, requestedAt: 4 }));
    expect(idsOf(await store.promotions.open(7))).toEqual(['p1', 'p2', 'p3']);
    expect(idsOf(await store.promotions.open(7, { environment: 'staging' }))).toEqual(['p1', 'p3']);
    expect(idsOf(await store.promotions.open(7, { pullNumber: 2 }))).toEqual(['p3']);
    expect(idsOf(await store.promotions.open(7, { sha: 'a'.repeat(40) }))).toEqual(['p1', 'p2']);
    expect(idsOf(await store.promotions.recent(7, {}, 2))).toEqual(['p3', 'p2']);
    expect(idsOf(await store.promotions.recent(7, { releaseId: other.id }, 9))).toEqual(['p3']);
    expect(idsOf(await store.promotions.recent(7, { sha: other.sha }, 9))).toEqual(['p3']);
    expect(idsOf(await store.promotions.recent(7, { environment: 'staging' }, 9))).toEqual([
      'p3',
      'p1',
    ]);
    const first = await store.promotions.allOpen(null, 2);
    expect(first).toEqual([
      { id: 'p1', requestedAt: 1 },
      { id: 'p2', requestedAt: 2 },
    ]);
    expect(idsOf(await store.promotions.allOpen(first.at(-1) ?? null, 3))).toEqual(['p3', 'p4']);
    expect(await store.promotions.byId('p2')).toEqual(
      promotion('p2', { requestedAt: 2, environment: 'production', pullNumber: null }),
    );
    expect(await store.promotions.byId('p9')).toBeNull();
  });

  it('has one promotion under way in an environment', async () => {
    const deploying = {
      kind: 'deploying',
      fence: 1,
      startedAt: 1,
      deadline: 2,
      deployment: null,
    } as const;
    const other = releaseOf(7, 'c'.repeat(40), 'd'.repeat(40));
    await store.promotions.insert(promotion('p1', { state: deploying }));
    await store.promotions.insert(promotion('p2', { release: other }));
    await expect(
      store.promotions.update(
        promotion('p2', { release: other, version: 2, state: { ...deploying, kind: 'verifying' } }),
      ),
    ).rejects.toThrow(Conflict);
    await store.promotions.insert(
      promotion('p3', { release: other, environment: 'production', state: deploying }),
    );
  });

  it('says that someone was first when a row is there already', async () => {
    await store.promotions.insert(promotion('p1'));
    await store.votes.insert(vote('v1'));
    await store.ledger.append(lived('l1'));
    await expect(store.promotions.insert(promotion('p1'))).rejects.toThrow(Conflict);
    await expect(store.votes.insert(vote('v1'))).rejects.toThrow(Conflict);
    await expect(store.ledger.append(lived('l1'))).rejects.toThrow(Conflict);
    await expect(store.transaction((tx) => tx.ledger.append(lived('l1')))).rejects.toThrow(
      Conflict,
    );
  });

  it('tells standing votes of a release in an environment, oldest first', async () => {
    await store.promotions.insert(promotion('p1'));
    await store.votes.insert(vote('v2', { at: 2, reason: 'looks fine', choice: 'reject' }));
    await store.votes.insert(vote('v1', { at: 1 }));
    await store.votes.insert(vote('v3', { environment: 'production' }));
    await store.votes.insert(vote('v4', { releaseId: digestOf('another') }));
    const { release } = promotion('p1');
    expect(idsOf(await store.votes.standing(7, release.id, 'staging'))).toEqual(['v1', 'v2']);
    expect(await store.votes.standing(8, release.id, 'staging')).toEqual([]);
    await expect(store.votes.insert(vote('v5', { promotionId: 'p9' }))).rejects.toThrow();
  });

  it('tells what is live, whatever time the entry carries, and never changes the ledger', async () => {
    expect(await store.ledger.live(7, 'staging')).toBeNull();
    await store.ledger.append(lived('l1'));
    await store.ledger.append(
      lived('l2', {
        since: 1,
        origin: 'foreign',
        promotionId: null,
        deploymentId: null,
        artifacts: [],
      }),
    );
    await store.ledger.append(lived('l3', { environment: 'production' }));
    expect(await store.ledger.live(7, 'staging')).toMatchObject({ id: 'l2', artifacts: [] });
    expect(await store.ledger.live(7, 'production')).toEqual(
      lived('l3', { environment: 'production' }),
    );
    await expect(at.run("UPDATE ledger SET sha = 'x'")).rejects.toThrow('append-only');
    await expect(at.run('DELETE FROM ledger')).rejects.toThrow('append-only');
  });

  it('tells completed promotions of a release and of its tree, newest first', async () => {
    const done = {
      kind: 'completed',
      fence: 1,
      startedAt: 1,
      deadline: 9,
      deployment: null,
    } as const;
    const sameTree = releaseOf(7, 'c'.repeat(40), 'b'.repeat(40));
    await store.promotions.insert(
      promotion('p1', { state: { ...done, completedAt: 5 }, updatedAt: 5 }),
    );
    await store.promotions.insert(
      promotion('p2', {
        release: sameTree,
        state: { kind: 'rolled_back', by: 'p7', at: 8, completedAt: 4 },
        updatedAt: 8,
      }),
    );
    await store.promotions.insert(promotion('p3'));
    await store.promotions.insert(
      promotion('p4', {
        release: releaseOf(7, 'd'.repeat(40), 'e'.repeat(40)),
        state: { ...done, completedAt: 6 },
      }),
    );
    const of = { sha: 'a'.repeat(40), tree: 'b'.repeat(40) };
    expect(await store.ledger.completions(7, of)).toMatchObject([
      { promotionId: 'p2', rolledBack: true, at: 4 },
      { promotionId: 'p1', rolledBack: false, at: 5, requesters: [ada] },
    ]);
    expect(await store.ledger.completions(8, of)).toEqual([]);
  });

  it('gives a promotion that holds an environment already the same number again', async () => {
    const first = await store.leases.take(7, 'staging', 'p1', 0);
    expect(await store.leases.take(7, 'staging', 'p1', 5)).toBe(first);
    expect(await store.leases.take(7, 'production', 'p1', 0)).toBe(1);
    expect(await store.leases.holder(7, 'qa')).toBeNull();
  });

  it('lends an environment to one of many who ask at once, and never the same number twice', async () => {
    const fences: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const taken = await Promise.all(
        Array.from({ length: 6 }, (_, i) => store.leases.take(7, 'staging', `p${i}`, round)),
      );
      const winners = taken.flatMap((fence, i) => (fence === null ? [] : [{ fence, i }]));
      expect(winners).toHaveLength(1);
      for (const { fence, i } of winners) {
        fences.push(fence);
        await store.leases.release(7, 'staging', `p${i}`);
      }
    }
    expect(fences).toEqual([1, 2, 3, 4, 5]);
  });

  it('tells pushes of a branch oldest first, and who pushed a commit anywhere', async () => {
    await store.pushes.record(push({ before: 'a'.repeat(40), after: 'b'.repeat(40), at: 9 }));
    await store.pushes.record(push({ at: 5, forced: true }));
    await store.pushes.record(push({ ref: 'refs/heads/main', at: 7, kind: 'merge' }));
    expect((await store.pushes.ofRef(7, 'refs/heads/tax')).map((each) => each.at)).toEqual([5, 9]);
    expect((await store.pushes.to(7, 'a'.repeat(40))).map((each) => each.kind).toSorted()).toEqual([
      'merge',
      'push',
    ]);
    expect(await store.pushes.to(8, 'a'.repeat(40))).toEqual([]);
    // A branch that was made again, by somebody else, at the same commit.
    const again = push({ at: 11, forced: true, person: { id: 9, login: 'bob', machine: false } });
    await store.pushes.record(again);
    expect((await store.pushes.ofRef(7, 'refs/heads/tax')).map((each) => each.at)).toEqual([
      5, 9, 11,
    ]);
  });

  it('remembers what was written on GitHub, and the newest state of it', async () => {
    const surface = { key: 'check:1', externalId: null, digest: null, state: null };
    expect(await store.surfaces.get('check:1')).toBeNull();
    await store.surfaces.put(surface);
    expect(await store.surfaces.get('check:1')).toEqual(surface);
    const written = {
      key: 'check:1',
      externalId: '9007199254740993',
      digest: sha256('a'),
      state: { list: [1, 'two', { three: true }] },
    };
    await store.surfaces.put(written);
    expect(await store.surfaces.get('check:1')).toEqual(written);
  });

  it('keeps policy files by commit, and which one holds', async () => {
    const file = { repositoryId: 7, sha: 'a'.repeat(40), path: '.github/x.yml', text: 'a: 1\n' };
    const none = { repositoryId: 7, sha: 'b'.repeat(40), path: null, text: null };
    await store.policies.put(file);
    await store.policies.put(none);
    await store.policies.put({ ...file, text: 'a commit does not change' });
    expect(await store.policies.get(7, file.sha)).toEqual(file);
    expect(await store.policies.get(8, file.sha)).toBeNull();
    expect(await store.policies.current(7)).toBeNull();
    await store.policies.setCurrent(7, file.sha);
    await store.policies.setCurrent(7, none.sha);
    expect(await store.policies.current(7)).toEqual(none);
  });

  it('keeps since when the policy of each environment is what it is', async () => {
    const unheld = { digest: sha256('a'), since: 0, held: null };
    const form = { repositoryId: 7, environment: 'staging', ...unheld };
    expect(await store.policies.form(7, 'staging')).toBeNull();
    await store.policies.putForm(form);
    await store.policies.putForm({ ...form, environment: 'production', since: 5 });
    const changed = { ...form, digest: sha256('b'), since: 1_795_262_400_000, held };
    await store.policies.putForm(changed);
    expect(await store.policies.form(7, 'staging')).toEqual(changed);
    expect(await store.policies.form(7, 'production')).toMatchObject({ since: 5 });
    expect(await store.policies.form(8, 'staging')).toBeNull();
    expect((await store.policies.forms(7)).map(({ environment }) => environment)).toEqual([
      'production',
      'staging',
    ]);
  });

  it('links each entry of the record to the one before, and takes no other', async () => {
    const first = link(null);
    const second = link(first, { kind: 'decision', promotionId: 'p2' });
    await store.record.append(first);
    await expect(store.record.append(link(second))).rejects.toThrow(Conflict);
    await expect(store.record.append(link(first, { previous: sha256('another') }))).rejects.toThrow(
      Conflict,
    );
    await store.record.append(second);
    await store.record.append(link(null, { chain: 'repository:8' }));
    expect(await store.record.last('repository:7')).toEqual(second);
    expect(await store.record.last('repository:9')).toBeNull();
    expect(await store.record.entries('repository:7', 0, 9)).toEqual([first, second]);
    expect(await store.record.entries('repository:7', 1, 9)).toEqual([second]);
    expect(await store.record.entries('repository:7', 0, 1)).toEqual([first]);
    expect(await store.record.lastOf('p2', 'decision')).toEqual(second);
    expect(await store.record.lastOf('p2', 'refused')).toBeNull();
    expect(await store.record.lastOf('p3', 'decision')).toBeNull();
  });

  it('keeps a chain whole when many add to it at once', async () => {
    const add = (i: number): Promise<void> =>
      store.transaction(async (tx) => {
        const before = await tx.record.last('repository:7');
        const entry = link(before, { body: String(i) });
        await tx.record.append(entry);
        await tx.record.putHead({
          chain: entry.chain,
          seq: entry.seq,
          hash: entry.hash,
          keyId: 'k',
          signature: 's',
        });
      });
    await Promise.all(Array.from({ length: 8 }, (_, i) => add(i)));
    const entries = await store.record.entries('repository:7', 0, 99);
    expect(entries.map((entry) => entry.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(new Set(entries.map((entry) => entry.body)).size).toBe(8);
    expect(await store.record.head('repository:7')).toMatchObject({
      seq: 8,
      hash: entries.at(-1)?.hash,
    });
    expect(await store.record.chains()).toEqual(['repository:7']);
  });

  it('tells which chains another key signed', async () => {
    const sign = (chain: string, keyId: string): Promise<void> =>
      store.record.putHead({ chain, seq: 1, hash: GENESIS, keyId, signature: 's' });
    expect(await store.record.chainsSignedByOthers('k2')).toEqual([]);
    await sign('repository:8', 'k1');
    await sign('repository:7', 'k1');
    await sign('repository:9', 'k2');
    expect(await store.record.chainsSignedByOthers('k2')).toEqual(['repository:7', 'repository:8']);
    await sign('repository:7', 'k2');
    expect(await store.record.chainsSignedByOthers('k2')).toEqual(['repository:8']);
  });

  it('keeps evidence once, for good, and keys with who signed them', async () => {
    await store.record.putEvidence(sha256('{}'), '{}');
    await store.record.putEvidence(sha256('{}'), 'another');
    expect(await store.record.evidence(sha256('{}'))).toBe('{}');
    expect(await store.record.evidence(sha256('[]'))).toBeNull();
    await expect(at.run("UPDATE evidence SET body = 'x'")).rejects.toThrow('append-only');
    await expect(at.run('DELETE FROM evidence')).rejects.toThrow('append-only');
    const old = { id: 'k1', publicKey: 'PEM 1', createdAt: 1, signedBy: null };
    const next = {
      id: 'k2',
      publicKey: 'PEM 2',
      createdAt: 2,
      signedBy: { keyId: 'k1', signature: 's' },
    };
    await store.record.putKey(next);
    await store.record.putKey(old);
    await store.record.putKey({ ...old, publicKey: 'another' });
    expect(await store.record.keys()).toEqual([old, next]);
    expect(await store.record.head('repository:7')).toBeNull();
  });

  it('refuses itself inside its own transaction instead of hanging', async () => {
    const delivery = { id: 'g-1', event: 'push', payload: '{}', receivedAt: 10 };
    const misuses: readonly (() => Promise<unknown>)[] = [
      () => store.promotions.byId('p1'),
      () => store.inbox.put(delivery),
      () => store.outbox.claim(0, 10, 5),
      () => store.record.chains(),
      () => store.transaction(async () => undefined),
    ];
    for (const misuse of misuses) {
      await expect(store.transaction(misuse)).rejects.toThrow('inside its own transaction');
    }
    await store.transaction(async (tx) => {
      await expect(store.promotions.byId('p1')).rejects.toThrow('inside its own transaction');
      await tx.wakes.at('p1', 1);
    });
    expect(await store.wakes.next()).toBe(1);
    expect(await store.inbox.put(delivery)).toBe('stored');
  });

  it('lets what a transaction began use the store once it is over', async () => {
    const { promise: over, resolve: end } = Promise.withResolvers<void>();
    const later = await store.transaction(async () => ({
      read: over.then(() => store.promotions.allOpen(null, 1)),
    }));
    end();
    expect(await later.read).toEqual([]);
  });

  it('gives the result of a transaction, and the fault of its work as it was thrown', async () => {
    expect(await store.transaction(async () => 42)).toBe(42);
    const fault = new TypeError('on purpose');
    await expect(
      store.transaction(async () => {
        throw fault;
      }),
    ).rejects.toBe(fault);
    await expect(
      store.transaction(async () => {
        throw new Conflict('moved on');
      }),
    ).rejects.toThrow('moved on');
  });

  it('takes nothing that the tables do not allow', async () => {
    await store.promotions.insert(promotion('p1'));
    await expect(at.run("UPDATE promotions SET kind = 'demote'")).rejects.toThrow(
      /check constraint/i,
    );
    await expect(at.run('UPDATE promotions SET open = 2')).rejects.toThrow(/check constraint/i);
    await expect(at.run('UPDATE promotions SET sha = NULL')).rejects.toThrow(/not.null/i);
  });

  it('answers a ping after writing', async () => {
    await store.ping();
    await store.migrate();
    await store.ping();
  });
});
