/** Finds the environment a person named, and the policy that holds there. */
import { resolveEnvironment } from '../../core/environments/route.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import type { Refusal } from '../../core/reasons.ts';
import { ok, type Result } from '../../core/result.ts';
import type { Repository } from '../../ports/store.ts';
import type { World } from '../world.ts';
import { effectiveOf, lastValidPolicyOf, policyOf } from './policies.ts';

/** By name or alias, whatever its case. */
export const environmentOf = async (
  world: World,
  repository: Repository,
  asked: string,
): Promise<Result<EffectivePolicy, Refusal>> => {
  const reading = await policyOf(world, repository);
  if (!reading.ok) return reading;
  const found = resolveEnvironment(reading.value.policy, asked);
  if (!found.ok) return found;
  return ok(await effectiveOf(world.store, repository, reading.value, found.value));
};

/** The full name of the environment, where naming one is optional; null where none was named. */
export const namedEnvironment = async (
  world: World,
  repository: Repository,
  asked: string | null,
): Promise<Result<string | null, Refusal>> => {
  if (asked === null) return ok(null);
  // Nothing passes with a broken policy, but what was asked for can still be spoken of.
  const reading = await lastValidPolicyOf(world, repository);
  if (!reading.ok) {
    const open = await world.store.promotions.open(repository.id);
    const found = open.find((each) => each.environment.toLowerCase() === asked.toLowerCase());
    return found === undefined ? reading : ok(found.environment);
  }
  const found = resolveEnvironment(reading.value.policy, asked);
  return found.ok ? ok(found.value.name) : found;
};
