/**
 * Which policy decides a promotion. A rollback goes by its own form of the environment's policy, and by
 * the last valid file while the present one is broken; every other promotion by what holds now.
 */
import type { EffectivePolicy, EnvironmentPolicy } from '../core/policy.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Refusal } from '../core/reasons.ts';
import { no, ok, type Result } from '../core/result.ts';
import { rollbackPolicy } from '../core/rollback/policy.ts';
import type { PolicyFile } from '../ports/policies.ts';
import type { Repository, Tables } from '../ports/store.ts';
import { effectiveOf, lastValidPolicyOf, type PolicyReading, policyOf } from './policies.ts';
import type { World } from './world.ts';

type Kind = Promotion['kind'];

export const readingFor = (
  world: World,
  repository: Repository,
  kind: Kind,
): Promise<Result<PolicyReading, Refusal>> =>
  kind === 'rollback' ? lastValidPolicyOf(world, repository) : policyOf(world, repository);

/** The policy of one environment, as votes and decisions of that kind are bound to it. */
export const effectiveFor = async (
  world: World,
  repository: Repository,
  reading: PolicyReading,
  environment: EnvironmentPolicy,
  kind: Kind,
): Promise<EffectivePolicy> => {
  const policy = await effectiveOf(world, repository, reading, environment);
  return kind === 'rollback' ? rollbackPolicy(policy) : policy;
};

/** What holds for a promotion that there is already. */
export const policyFor = async (
  world: World,
  repository: Repository,
  { kind, environment: name }: Pick<Promotion, 'kind' | 'environment'>,
): Promise<Result<EffectivePolicy, Refusal>> => {
  const reading = await readingFor(world, repository, kind);
  if (!reading.ok) return reading;
  const { environments } = reading.value.policy;
  const environment = environments.find((each) => each.name === name);
  if (environment === undefined) {
    const known = environments.map((each) => each.name);
    return no({ code: 'unknown_environment', asked: name, didYouMean: null, known });
  }
  return ok(await effectiveFor(world, repository, reading.value, environment, kind));
};

/** The file that it rests on, in a transaction: another one means that it is to be decided anew. */
export const fileFor = (
  tx: Tables,
  repository: Repository,
  kind: Kind,
): Promise<PolicyFile | null> =>
  kind === 'rollback' ? tx.policies.lastValid(repository.id) : tx.policies.current(repository.id);
