/** A branch moved: who pushed is kept, and on the default branch the policy may be another now. */
import type { Push, Repository } from '../ports/store.ts';
import { adoptPolicy } from './adopt-policy.ts';
import { defaultBranchOf } from './policies.ts';
import type { World } from './world.ts';

export const recordPush = async (
  world: World,
  repository: Repository,
  push: Push,
): Promise<void> => {
  await world.store.transaction((tx) => tx.pushes.record(push));
  if (push.ref !== defaultBranchOf(repository)) return;
  await adoptPolicy(world, repository, push.person);
};
