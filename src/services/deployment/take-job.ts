/** A job of GitHub Actions waits for an answer: it is kept until it has one. */

import { cut } from '../../core/cut.ts';
import type { Instant } from '../../core/instant.ts';
import type { Person } from '../../core/person.ts';
import type { Repository } from '../../ports/store.ts';
import type { WaitingJob } from '../../ports/waiting-jobs.ts';
import { audit } from '../record.ts';
import type { World } from '../world.ts';
import { waitingJobEffect } from './job-effects.ts';

/** The number of the deployment that GitHub made for it, and when. */
export interface JobDeployment {
  readonly id: string;
  readonly createdAt: Instant;
}

/**
 * Keeps a job that waits, and has it looked at. The same one told of twice is kept once; one that was
 * found before its event came, or runs again by now, is not asked for anew.
 */
export const takeJob = async (
  world: World,
  job: Pick<WaitingJob, 'repositoryId' | 'runId' | 'environment' | 'sha'>,
  deployment: JobDeployment | null,
): Promise<void> => {
  const now = world.clock.now();
  const deploymentId = deployment?.id ?? null;
  await world.store.transaction(async (tx) => {
    const known = await tx.waitingJobs.get(job);
    if (known !== null && deployment !== null && isLate(known, deployment)) {
      if (known.deploymentId === null) await tx.waitingJobs.put({ ...known, deploymentId });
      return;
    }
    const fresh = { attempt: null, promotionId: null, state: 'waiting', reports: 0 } as const;
    await tx.waitingJobs.put({ ...job, ...fresh, deploymentId, told: null, since: now });
    await tx.outbox.add(waitingJobEffect(job, now));
  });
};

/** GitHub numbers deployments upwards, and each attempt of a run makes another. */
const isLate = ({ deploymentId, since }: WaitingJob, { id, createdAt }: JobDeployment): boolean =>
  deploymentId === null ? createdAt <= since : Number(id) <= Number(deploymentId);

/** An address of somewhere else: nothing there is answered, and the record says who sent it. */
export const refuseCallback = (
  world: World,
  repository: Repository,
  told: { readonly environment: string; readonly callback: string; readonly sender: Person | null },
): Promise<void> =>
  world.store.transaction(async (tx) => {
    await audit(world, tx, {
      repositoryId: repository.id,
      kind: 'job.callback_refused',
      at: world.clock.now(),
      promotionId: null,
      environment: told.environment,
      person: told.sender,
      body: { callback: cut(told.callback, MAX_KEPT) },
    });
  });

const MAX_KEPT = 300;
