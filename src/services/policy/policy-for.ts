/**
 * Which policy decides a promotion. A rollback goes by its own form of the environment's policy, and by
 * the last valid file while the present one is broken; every other promotion by what holds now.
 */
import type { EffectivePolicy, EnvironmentPolicy } from '../../core/policy.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Refusal } from '../../core/reasons.ts';
import { no, ok, type Result } from '../../core/result.ts';
import { rollbackPolicy } from '../../core/rollback/policy.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import type { World } from '../world.ts';
import {
  effectiveOf,
  lastValidPolicyOf,
  type PolicyReading,
  policyOf,
  readingOf,
} from './policies.ts';

type Kind = Promotion['kind'];

export const readingFor = (
  world: World,
  repository: Repository,
  kind: Kind,
): Promise<Result<PolicyReading, Refusal>> =>
  kind === 'rollback' ? lastValidPolicyOf(world, repository) : policyOf(world, repository);

/** The policy of one environment, as votes and decisions of that kind are bound to it. */
export const effectiveFor = async (
  tables: Pick<Tables, 'policies'>,
  repository: Repository,
  reading: PolicyReading,
  environment: EnvironmentPolicy,
  kind: Kind,
): Promise<EffectivePolicy> => {
  const policy = await effectiveOf(tables, repository, reading, environment);
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
  return ok(await effectiveFor(world.store, repository, reading.value, environment, kind));
};

/** The same once more, in a transaction: another one means that it is to be decided anew. Null for none. */
export const policyNow = async (
  world: World,
  tx: Tables,
  repository: Repository,
  { kind, environment: name }: Pick<Promotion, 'kind' | 'environment'>,
): Promise<EffectivePolicy | null> => {
  const { policies } = tx;
  const file = await (kind === 'rollback'
    ? policies.lastValid(repository.id)
    : policies.current(repository.id));
  const reading =
    file === null
      ? null
      : await readingOf(world, tx, repository, file, { below: kind === 'rollback' });
  if (reading?.ok !== true) return null;
  const environment = reading.value.policy.environments.find((each) => each.name === name);
  if (environment === undefined) return null;
  return effectiveFor(tx, repository, reading.value, environment, kind);
};
