/** What rollbacks go by and leave behind, alike on both databases. */
import { beforeEach, expect, it } from 'vitest';
import type { Promotion } from '../../src/core/promotion/state.ts';
import type { Store } from '../../src/ports/store.ts';
import { onBothDatabases } from '../both-databases.ts';
import { ada, grace, promotion, sha } from '../core/samples.ts';

const completed = (id: string, at: number): Promotion =>
  promotion(
    { kind: 'completed', fence: 1, startedAt: 1, deadline: 9, deployment: null, completedAt: at },
    { id, updatedAt: at, requestedAt: at },
  );

onBothDatabases('rollbacks', (at) => {
  let store: Store;
  beforeEach(() => {
    ({ store } = at);
  });

  /** The promotion went live there; null for what something else brought. */
  const goesLive = async (it: Promotion | null, since: number, environment = 'production') => {
    const foreign = { by: ada, through: null, trusted: true };
    const { release } = it ?? completed('none', 0);
    await store.ledger.append({
      id: `${environment} ${since}`,
      repositoryId: 7,
      environment,
      releaseId: release.id,
      sha: release.sha,
      tree: release.tree,
      artifacts: [],
      promotionId: it?.id ?? null,
      deploymentId: null,
      since,
      origin: it === null ? 'foreign' : 'own',
      ...(it === null ? { foreign } : {}),
    });
  };

  it('tells what was live, newest first, and until when', async () => {
    const [one, two] = [completed('p1', 5), completed('p2', 6)];
    await store.promotions.insert(one);
    await store.promotions.insert(two);
    await goesLive(one, 10);
    await goesLive(null, 20);
    await goesLive(two, 30);
    await goesLive(one, 40, 'staging');
    const told = { sha: one.release.sha, release: one.release, faulty: false };
    expect(await store.rollbacks.tenures(7, 'production', 10)).toEqual([
      { ...told, entry: 'production 30', since: 30, until: null, promotion: two },
      { ...told, entry: 'production 20', since: 20, until: 30, promotion: null },
      { ...told, entry: 'production 10', since: 10, until: 20, promotion: one },
    ]);
    expect(await store.rollbacks.tenures(7, 'production', 1)).toHaveLength(1);
    expect(await store.rollbacks.tenures(8, 'production', 10)).toEqual([]);
  });

  it('marks what is faulty, once and for good', async () => {
    const [one, two] = [completed('p1', 5), completed('p2', 6)];
    await store.promotions.insert(one);
    await store.promotions.insert(two);
    await goesLive(one, 10);
    await goesLive(two, 20);
    await store.rollbacks.mark('p2', 'p1', 50);
    await store.rollbacks.mark('p2', 'p1', 60);
    const tenures = await store.rollbacks.tenures(7, 'production', 10);
    expect(tenures.map(({ promotion: by, faulty }) => [by?.id, faulty])).toEqual([
      ['p2', true],
      ['p1', false],
    ]);
    const completions = await store.ledger.completions(7, one.release);
    expect(completions.map(({ promotionId, faulty }) => [promotionId, faulty])).toEqual([
      ['p2', true],
      ['p1', false],
    ]);
  });

  it('marks what somebody else deployed, once and for good', async () => {
    const one = completed('p1', 5);
    await store.promotions.insert(one);
    await goesLive(one, 10);
    await goesLive(null, 20);
    const standing = async () => ({
      tenures: (await store.rollbacks.tenures(7, 'production', 10)).map(({ faulty }) => faulty),
      completions: (await store.ledger.completions(7, one.release)).map(({ faulty }) => faulty),
      stays: (await store.ledger.stays(7, 'production', 10)).map(({ healthy }) => healthy),
    });
    const before = { tenures: [false, false], completions: [false, false], stays: [true, true] };
    expect(await standing()).toEqual(before);
    await store.rollbacks.markForeign('production 20', 'p1', 50);
    await store.rollbacks.markForeign('production 20', 'p1', 60);
    expect(await standing()).toEqual({
      tenures: [true, false],
      completions: [false, true],
      stays: [false, true],
    });
  });

  it('keeps one hold for each environment, until it is lifted', async () => {
    await store.promotions.insert(completed('p1', 5));
    await store.promotions.insert(completed('p2', 6));
    const hold = { repositoryId: 7, environment: 'production', by: ada, reason: 'slow', since: 1 };
    await store.holds.put({ ...hold, promotionId: 'p1' });
    const newer = { ...hold, promotionId: 'p2', by: grace, reason: null, since: 2 };
    await store.holds.put(newer);
    expect(await store.holds.of(7, 'production')).toEqual(newer);
    expect(await store.holds.of(7, 'staging')).toBeNull();
    await store.holds.lift(7, 'production');
    await store.holds.lift(7, 'production');
    expect(await store.holds.of(7, 'production')).toBeNull();
  });

  it('knows the last valid policy beside the current one', async () => {
    const file = { repositoryId: 7, path: '.github/lockkeeper.yml', text: 'version: 1' };
    await store.policies.put({ ...file, sha: sha('a') });
    await store.policies.put({ ...file, sha: sha('b'), text: 'broken' });
    expect(await store.policies.lastValid(7)).toBeNull();
    await store.policies.setCurrent(7, sha('a'));
    await store.policies.setLastValid(7, sha('a'));
    await store.policies.setCurrent(7, sha('b'));
    expect(await store.policies.lastValid(7)).toEqual({ ...file, sha: sha('a') });
    expect(await store.policies.current(7)).toMatchObject({ sha: sha('b') });
    expect(await store.policies.lastValid(8)).toBeNull();
  });
});
