/**
 * A branch moved: who pushed is kept. On the default branch the policy may be another now, and what was
 * pushed may be promoted by itself.
 */
import type { Push, Repository } from '../../ports/store.ts';
import { adoptPolicy } from '../policy/adopt-policy.ts';
import { defaultBranchOf, knowPolicyAt } from '../policy/policies.ts';
import type { World } from '../world.ts';
import { promotePushed } from './auto-promote.ts';

export const recordPush = async (
  world: World,
  repository: Repository,
  push: Push,
): Promise<void> => {
  await world.store.transaction((tx) => tx.pushes.record(push));
  if (push.ref !== defaultBranchOf(repository)) return;
  await knowPolicyAt(world, repository, push.before);
  await adoptPolicy(world, repository, push.person);
  await promotePushed(world, repository, push);
};
