/**
 * Whether a policy file is right is shown where it would be changed: as the check run
 * `lockkeeper / policy` on the head of the pull request, with a note on each wrong line.
 */
import type { Repository } from '../../ports/store.ts';
import type { World } from '../world.ts';
import { policyOf } from './policies.ts';
import { policyCheckEffect } from './policy-effects.ts';

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

/** Reads it again and makes a check run of it anew, whether something changed or not. */
export const checkPolicyAgain = async (
  world: World,
  repository: Repository,
  sha: string,
): Promise<void> => {
  const read = await world.host.policyFile(repository, sha);
  const effect = policyCheckEffect(repository.id, read.sha, world.clock.now());
  await world.store.transaction(async (tx) => {
    await tx.policies.put({ repositoryId: repository.id, ...read });
    // A new run: GitHub would put the same notes on the lines of the old one once more.
    await tx.surfaces.put({ key: effect.key, externalId: null, digest: null, state: null });
    await tx.outbox.add(effect);
  });
};
