/** A branch moved: who pushed is kept, and on the default branch the policy may be another now. */
import type { Push, Repository } from '../ports/store.ts';
import { policyPushed } from './policy-checks.ts';
import { audit } from './record.ts';
import type { World } from './world.ts';

export const recordPush = async (
  world: World,
  repository: Repository,
  push: Push,
): Promise<void> => {
  await world.store.transaction((tx) => tx.pushes.record(push));
  if (push.ref !== `refs/heads/${repository.defaultBranch}`) return;
  const before = await world.store.policies.current(repository.id);
  const after = await world.host.policyFile(repository, push.after);
  await world.store.transaction(async (tx) => {
    await tx.policies.put({ repositoryId: repository.id, ...after });
    await tx.policies.setCurrent(repository.id, after.sha);
    if (before === null || before.text === after.text) return;
    await audit(world, tx, {
      repositoryId: repository.id,
      kind: 'policy.changed',
      at: world.clock.now(),
      promotionId: null,
      environment: null,
      person: push.person,
      body: { from: before.sha, to: after.sha, path: after.path },
    });
    for (const promotion of await tx.promotions.open(repository.id)) {
      await tx.wakes.at(promotion.id, world.clock.now());
    }
  });
  if (before?.text !== after.text) await policyPushed(world, repository, after.sha);
};
