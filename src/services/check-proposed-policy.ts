/**
 * Whether a policy file is right is shown where it would be changed: as the check run
 * `lockkeeper / policy` on the head of the pull request, with a note on each wrong line.
 */
import type { Repository } from '../ports/store.ts';
import { policyCheckEffect } from './effects.ts';
import { policyOf } from './policies.ts';
import type { World } from './world.ts';

/** Checks the policy file of a pull request's new head, where it is not the one that holds. */
export const checkProposedPolicy = async (
  world: World,
  repository: Repository,
  sha: string,
): Promise<void> => {
  await policyOf(world, repository);
  const current = await world.store.policies.current(repository.id);
  const proposed = await world.host.policyFile(repository, sha);
  await world.store.policies.put({ repositoryId: repository.id, ...proposed });
  if (proposed.text === current?.text) return;
  await world.store.outbox.add(policyCheckEffect(repository.id, proposed.sha, world.clock.now()));
};
