/** Has the promotions looked at again that an event can have changed, and no others. */
import { wakesOf } from '../core/decide.ts';
import type { Wake } from '../core/gates/gate.ts';
import { isWaiting } from '../core/promotion/lifecycle.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Repository } from '../ports/store.ts';
import { policyFor } from './policy/policy-for.ts';
import type { World } from './world.ts';

export const wakeForChecks = async (
  world: World,
  repository: Repository,
  sha: string,
): Promise<void> =>
  wake(world, repository, await world.store.promotions.open(repository.id, { sha }), 'checks');

/** A branch moved, or a pull request was pointed at another one. */
export const wakeForBranches = async (
  world: World,
  repository: Repository,
  where: { readonly pullNumber?: number },
): Promise<void> =>
  wake(world, repository, await world.store.promotions.open(repository.id, where), 'branches');

export const wakeForReviews = async (
  world: World,
  repository: Repository,
  pull: { readonly number: number; readonly merged: boolean },
): Promise<void> => {
  // What is merged ships along with releases of other pages: a review of it can prove it to them.
  const where = pull.merged ? {} : { pullNumber: pull.number };
  const concerned = await world.store.promotions.open(repository.id, where);
  await wake(world, repository, concerned, 'reviews');
};

export const wakeForTeams = async (world: World, installationId: number): Promise<void> => {
  for (const repository of await world.store.repositories.ofInstallation(installationId)) {
    world.snapshots.forget(repository.id);
    await wake(world, repository, await world.store.promotions.open(repository.id), 'teams');
  }
};

const wake = async (
  world: World,
  repository: Repository,
  open: readonly Promotion[],
  what: Wake,
): Promise<void> => {
  const waiting = open.filter(({ state }) => isWaiting(state));
  if (waiting.length === 0) return;
  const now = world.clock.now();
  for (const promotion of waiting) {
    const policy = await policyFor(world, repository, promotion);
    // One without a policy is looked at: only then people see why it is held.
    const isDeaf = policy.ok && !wakesOf(policy.value.environment).includes(what);
    if (!isDeaf) await world.store.wakes.at(promotion.id, now);
  }
};
