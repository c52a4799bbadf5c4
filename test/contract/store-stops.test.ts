/** Locks, their queues, halts and quarantines: the same on both databases. */
import { beforeEach, describe, expect, it } from 'vitest';
import type {
  LockWaiter,
  StoredHalt,
  StoredLock,
  StoredQuarantine,
} from '../../src/ports/stops.ts';
import { Conflict, type Store } from '../../src/ports/store.ts';
import { onBothDatabases } from '../both-databases.ts';

const ada = { id: 1001, login: 'ada', machine: false };
const bob = { id: 1004, login: 'bob', machine: false };

const lock = (id: string, over: Partial<StoredLock> = {}): StoredLock => ({
  id,
  repositoryId: 7,
  environment: 'staging',
  owner: ada,
  pullNumber: 12,
  page: 12,
  reason: 'load test',
  since: 1_000,
  expiresAt: null,
  ...over,
});

const waiter = (over: Partial<LockWaiter> = {}): LockWaiter => ({
  repositoryId: 7,
  environment: 'staging',
  person: ada,
  pullNumber: null,
  page: 3,
  reason: 'mine',
  forMs: 60_000,
  since: 1_000,
  ...over,
});

const halt = (id: string, over: Partial<StoredHalt> = {}): StoredHalt => ({
  id,
  of: { kind: 'repository', repositoryId: 7 },
  by: ada,
  reason: 'down',
  since: 1_000,
  all: false,
  ...over,
});

const mark = (id: string, over: Partial<StoredQuarantine> = {}): StoredQuarantine => ({
  id,
  repositoryId: 7,
  sha: 'a'.repeat(40),
  tree: 'b'.repeat(40),
  by: ada,
  reason: 'leaks',
  since: 1_000,
  ...over,
});

onBothDatabases('what stops', (at) => {
  let store: Store;
  beforeEach(() => {
    ({ store } = at);
  });

  describe('locks', () => {
    it('are one an environment: the second finds the first', async () => {
      await store.locks.put(lock('l1'), null);
      await expect(store.locks.put(lock('l2', { owner: bob }), null)).rejects.toThrow(Conflict);
      expect(await store.locks.get(7, 'staging')).toEqual(lock('l1'));
      expect(await store.locks.get(7, 'production')).toBeNull();
      expect(await store.locks.get(8, 'staging')).toBeNull();
    });

    it('are replaced only by who saw the one that stands', async () => {
      await store.locks.put(lock('l1'), null);
      await store.locks.put(lock('l2'), 'l1');
      await expect(store.locks.put(lock('l3'), 'l1')).rejects.toThrow(Conflict);
      await expect(store.locks.remove(lock('l1'))).rejects.toThrow(Conflict);
      await store.locks.put(lock('l4', { environment: 'production' }), null);
      const all = await store.locks.ofRepository(7);
      expect(all.map(({ id }) => id)).toEqual(['l4', 'l2']);
      await store.locks.remove(lock('l2'));
      expect(await store.locks.get(7, 'staging')).toBeNull();
    });

    it('of two transactions at once are one’s', async () => {
      const take = (owner: typeof ada): Promise<void> =>
        store.transaction(async (tx) => {
          if ((await tx.locks.get(7, 'staging')) !== null) throw new Conflict('taken');
          await tx.locks.put(lock(owner.login, { owner }), null);
        });
      const tried = await Promise.allSettled([take(ada), take(bob)]);
      expect(tried.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    });
  });

  describe('the queue of a lock', () => {
    it('keeps the order, and the place of who says something new', async () => {
      await store.locks.enqueue(waiter());
      await store.locks.enqueue(waiter({ person: bob }));
      await store.locks.enqueue(waiter({ reason: 'newer' }));
      await store.locks.enqueue(waiter({ environment: 'production' }));
      expect(await store.locks.waiters(7, 'staging')).toEqual([
        waiter({ reason: 'newer' }),
        waiter({ person: bob }),
      ]);
      await store.locks.dequeue(waiter());
      await store.locks.enqueue(waiter());
      const [first, second, ...others] = await store.locks.waiters(7, 'staging');
      expect([first?.person, second?.person, others]).toEqual([bob, ada, []]);
    });
  });

  describe('halts', () => {
    it('are of a repository, or of all that an installation has', async () => {
      const of = { kind: 'organization', installationId: 99, organizationId: 500 } as const;
      await store.halts.put(halt('h1'));
      await store.halts.put(halt('h2', { of, since: 2_000 }));
      const standing = async (id: number, installationId: number): Promise<readonly string[]> =>
        (await store.halts.standing({ id, installationId })).map((each) => each.id);
      expect(await standing(7, 99)).toEqual(['h1', 'h2']);
      expect(await standing(8, 99)).toEqual(['h2']);
      expect(await standing(7, 98)).toEqual(['h1']);
      expect(await standing(99, 7)).toEqual([]);
    });

    it('are one a person, replaced by the newer one', async () => {
      await store.halts.put(halt('h1'));
      await store.halts.put(halt('h2', { reason: 'worse', all: true }));
      await store.halts.put(halt('h3', { by: bob }));
      const repository = { id: 7, installationId: 1 };
      expect(await store.halts.standing(repository)).toEqual([
        halt('h2', { reason: 'worse', all: true }),
        halt('h3', { by: bob }),
      ]);
      await expect(store.halts.remove('h1')).rejects.toThrow(Conflict);
      await store.halts.remove('h2');
      expect(await store.halts.standing(repository)).toEqual([halt('h3', { by: bob })]);
    });
  });

  describe('quarantines', () => {
    it('are one for each content, found by it and of the whole repository', async () => {
      const other = { sha: 'c'.repeat(40), tree: 'd'.repeat(40) };
      await store.quarantines.insert(mark('q1'));
      await store.quarantines.insert(mark('q2', { ...other, since: 500 }));
      const same = mark('q3', { sha: 'e'.repeat(40) });
      await expect(store.quarantines.insert(same)).rejects.toThrow(Conflict);
      expect(await store.quarantines.standing(7, same)).toEqual([mark('q1')]);
      expect((await store.quarantines.standing(7)).map(({ id }) => id)).toEqual(['q2', 'q1']);
      expect(await store.quarantines.standing(8)).toEqual([]);
      await store.quarantines.remove('q1');
      await expect(store.quarantines.remove('q1')).rejects.toThrow(Conflict);
      await store.quarantines.insert(same);
    });
  });
});
