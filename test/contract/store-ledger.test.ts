/** What is live, proven and completed where deployments were made past the app: on both databases. */
import { beforeEach, expect, it } from 'vitest';
import { releaseOf } from '../../src/core/release.ts';
import type { LedgerEntry, Store } from '../../src/ports/store.ts';
import { onBothDatabases } from '../both-databases.ts';

const bob = { id: 1004, login: 'bob', machine: false };

const entry = (id: string, over: Partial<LedgerEntry> = {}): LedgerEntry => {
  const { id: releaseId, sha, tree } = releaseOf(7, id.repeat(40).slice(0, 40), 'b'.repeat(40));
  return {
    id,
    repositoryId: 7,
    environment: 'staging',
    releaseId,
    sha,
    tree,
    artifacts: [],
    promotionId: null,
    deploymentId: '31',
    since: 5_000,
    origin: 'own',
    ...over,
  };
};

const past = (id: string, trusted: boolean): LedgerEntry =>
  entry(id, {
    origin: 'foreign',
    foreign: { by: bob, through: 'github-actions[bot]', trusted },
  });

onBothDatabases('the ledger', (at) => {
  let store: Store;
  beforeEach(() => {
    ({ store } = at);
  });

  it('keeps whose deployment it was, and what was proven before it', async () => {
    const [own, foreign] = [entry('1'), past('2', false)];
    await store.ledger.append(own);
    await store.ledger.append(foreign);
    expect(await store.ledger.live(7, 'staging')).toEqual(foreign);
    expect(await store.ledger.proven(7, 'staging')).toEqual(own);
    expect(await store.ledger.proven(7, 'production')).toBeNull();
  });

  it('takes what was trusted for proven, and for a completion', async () => {
    const [trusted, other] = [past('3', true), past('4', false)];
    await store.ledger.append(trusted);
    await store.ledger.append(other);
    expect(await store.ledger.proven(7, 'staging')).toEqual(trusted);
    expect(await store.ledger.completions(7, trusted)).toEqual([
      {
        promotionId: '3',
        environment: 'staging',
        releaseId: trusted.releaseId,
        sha: trusted.sha,
        tree: trusted.tree,
        artifacts: [],
        requesters: [bob],
        at: 5_000,
        rolledBack: false,
        faulty: false,
        by: bob,
      },
    ]);
  });
});
