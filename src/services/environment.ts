/** Finds the environment a person named, with the policy that holds there. */
import { resolveEnvironment } from '../core/environments/route.ts';
import type { EffectivePolicy, Policy } from '../core/policy.ts';
import type { Refusal } from '../core/reasons.ts';
import { ok, type Result } from '../core/result.ts';
import type { Repository } from '../ports/store.ts';
import { effectiveOf, policyOf } from './policies.ts';
import type { World } from './world.ts';

export interface Place {
  readonly policy: Policy;
  readonly effective: EffectivePolicy;
}

export const environmentOf = async (
  world: World,
  repository: Repository,
  asked: string,
): Promise<Result<Place, Refusal>> => {
  const reading = await policyOf(world, repository);
  if (!reading.ok) return reading;
  const { policy } = reading.value;
  const environment = resolveEnvironment(policy, asked);
  if (!environment.ok) return environment;
  return ok({ policy, effective: effectiveOf(reading.value, environment.value) });
};
