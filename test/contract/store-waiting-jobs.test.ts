/** Jobs that wait for an answer, and the repositories to be looked at: on both databases. */
import { beforeEach, expect, it } from 'vitest';
import type { Store } from '../../src/ports/store.ts';
import type { WaitingJob } from '../../src/ports/waiting-jobs.ts';
import { onBothDatabases } from '../both-databases.ts';

const job = (runId: string, over: Partial<WaitingJob> = {}): WaitingJob => ({
  repositoryId: 7,
  runId,
  environment: 'staging',
  sha: 'a'.repeat(40),
  attempt: null,
  deploymentId: `5${runId}`,
  promotionId: null,
  state: 'waiting',
  reports: 0,
  told: null,
  since: 1_000,
  ...over,
});

onBothDatabases('waiting jobs', (at) => {
  let store: Store;
  beforeEach(() => {
    ({ store } = at);
  });

  it('are kept by run and environment, the newest word of each', async () => {
    await store.waitingJobs.put(job('1'));
    const changed = job('1', { attempt: 2, promotionId: 'P1', reports: 3, told: 'not yet' });
    await store.waitingJobs.put(changed);
    await store.waitingJobs.put(job('1', { environment: 'production', deploymentId: null }));
    expect(await store.waitingJobs.get(job('1'))).toEqual(changed);
    expect(await store.waitingJobs.get(job('2'))).toBeNull();
    expect(await store.waitingJobs.open(7)).toHaveLength(2);
    expect(await store.waitingJobs.open(8)).toEqual([]);
  });

  it('are found by what they wait for and by their deployment, and open until they are answered', async () => {
    const answered = job('1', { promotionId: 'P1', state: 'approved' });
    const waiting = job('2', { promotionId: 'P1' });
    await store.waitingJobs.put(answered);
    await store.waitingJobs.put(waiting);
    expect(await store.waitingJobs.ofPromotion('P1')).toEqual([answered, waiting]);
    expect(await store.waitingJobs.ofDeployment(7, '51')).toEqual(answered);
    expect(await store.waitingJobs.ofDeployment(8, '51')).toBeNull();
    expect(await store.waitingJobs.open(7)).toEqual([waiting]);
  });

  it('are looked for where the app is installed, page by page', async () => {
    const repository = (id: number, active: boolean) => ({
      id,
      owner: 'acme',
      name: `shop-${id}`,
      defaultBranch: 'main',
      installationId: 1,
      active,
    });
    for (const [id, active] of [
      [1, true],
      [2, false],
      [3, true],
    ] as const) {
      await store.repositories.put(repository(id, active));
    }
    expect(await store.repositories.active(0, 1)).toEqual([repository(1, true)]);
    expect(await store.repositories.active(1, 5)).toEqual([repository(3, true)]);
  });
});
