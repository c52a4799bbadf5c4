/** What was live in an environment, and whether it ended well there: the same on both databases. */
import { beforeEach, expect, it } from 'vitest';
import { sha256 } from '../../src/core/digest.ts';
import type { PromotionState } from '../../src/core/promotion/state.ts';
import { releaseOf } from '../../src/core/release.ts';
import type { LedgerEntry, Store } from '../../src/ports/store.ts';
import { onBothDatabases } from '../both-databases.ts';
import { ada, promotion, sha } from '../core/samples.ts';

const RUN = { fence: 1, startedAt: 1, deadline: 9, deployment: null };
const COMPLETED: PromotionState = { ...RUN, kind: 'completed', completedAt: 5 };

onBothDatabases('stays', (at) => {
  let store: Store;
  beforeEach(() => {
    ({ store } = at);
  });

  /** Live in staging as the outcome of a promotion in that state. */
  const lived = async (seed: string, state: PromotionState | null, over = {}): Promise<void> => {
    const release = releaseOf(7, sha(seed), sha(`${seed}e`));
    if (state !== null) {
      await store.promotions.insert(
        promotion(state, { id: seed, environment: 'staging', release }),
      );
    }
    const entry: LedgerEntry = {
      id: `L${seed}`,
      repositoryId: 7,
      environment: 'staging',
      releaseId: release.id,
      sha: release.sha,
      tree: release.tree,
      artifacts: [sha256(seed)],
      promotionId: state === null ? null : seed,
      deploymentId: null,
      since: 1_795_262_400_000,
      origin: 'own',
      ...over,
    };
    await store.ledger.append(entry);
  };

  it('are told newest first, and healthy only where it completed and stands, or is trusted', async () => {
    await lived('1', COMPLETED);
    await lived('2', { kind: 'rolled_back', by: '1', at: 6, completedAt: 6 });
    const failure = { code: 'deployment_timeout', message: 'late' } as const;
    await lived('3', { kind: 'failed', failure, deployment: null, at: 6 }, { since: 1 });
    const foreign = { by: ada, through: null, trusted: false };
    await lived('4', null, { origin: 'foreign', foreign });
    await lived('5', null, { origin: 'foreign', foreign: { ...foreign, trusted: true } });
    const stays = await store.ledger.stays(7, 'staging', 10);
    expect(stays.map((stay) => [stay.sha.charAt(0), stay.healthy])).toEqual([
      ['5', true],
      ['4', false],
      ['3', false],
      ['2', false],
      ['1', true],
    ]);
    expect(stays.at(-1)).toEqual({
      environment: 'staging',
      sha: sha('1'),
      tree: sha('1e'),
      artifacts: [sha256('1')],
      since: 1_795_262_400_000,
      healthy: true,
    });
  });

  it('are those of one environment, and no more than asked for', async () => {
    await lived('1', COMPLETED);
    await lived('2', COMPLETED);
    await lived('3', COMPLETED, { environment: 'production' });
    await lived('4', COMPLETED, { repositoryId: 8 });
    const newest = await store.ledger.stays(7, 'staging', 1);
    expect(newest.map((stay) => stay.sha)).toEqual([sha('2')]);
    expect(await store.ledger.stays(7, 'nowhere', 10)).toEqual([]);
  });
});
