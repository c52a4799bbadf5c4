/**
 * Makes the policy at the head of the default branch the one that holds. The head is read, whatever
 * event led here: events come late, doubled, out of order, or not at all.
 */
import type { Person } from '../core/person.ts';
import type { Repository } from '../ports/store.ts';
import { policyCheckEffect, waitingJobEffect } from './effects.ts';
import { defaultBranchOf, holdPolicy, noteForms } from './policies.ts';
import { audit } from './record.ts';
import { wakeOpen } from './wake.ts';
import type { World } from './world.ts';

/** `by` pushed, as far as the event tells that leads here. */
export const adoptPolicy = async (
  world: World,
  repository: Repository,
  by: Person | null,
): Promise<void> => {
  const before = await world.store.policies.current(repository.id);
  const after = await world.host.policyFile(repository, defaultBranchOf(repository));
  const now = world.clock.now();
  await world.store.transaction(async (tx) => {
    await holdPolicy(world, tx, repository, { repositoryId: repository.id, ...after });
    if ((before?.text ?? null) === after.text) return;
    if (before !== null) await noteForms(world, tx, repository, before, null);
    await noteForms(world, tx, repository, { repositoryId: repository.id, ...after }, now);
    await tx.outbox.add(policyCheckEffect(repository.id, after.sha, now));
    if (before === null) return;
    await audit(world, tx, {
      repositoryId: repository.id,
      kind: 'policy.changed',
      at: now,
      promotionId: null,
      environment: null,
      person: by,
      body: { from: before.sha, to: after.sha, path: after.path },
    });
    await wakeOpen(world, tx, repository.id);
    for (const job of await tx.waitingJobs.open(repository.id)) {
      if (job.promotionId === null) await tx.outbox.add(waitingJobEffect(job, now));
    }
  });
};
