/** Every environment there is to know of: those of the policy, and those that were promoted to. */
import type { Repository } from '../../ports/store.ts';
import type { World } from '../world.ts';
import { policyOf } from './policies.ts';

/** So many promotions are looked through for what the policy does not have. */
const RECENT = 100;

export const environmentNames = async (
  world: World,
  repository: Repository,
): Promise<readonly string[]> => {
  const reading = await policyOf(world, repository);
  const named = reading.ok ? reading.value.policy.environments.map(({ name }) => name) : [];
  const recent = await world.store.promotions.recent(repository.id, {}, RECENT);
  return [...new Set([...named, ...recent.map(({ environment }) => environment)])];
};
