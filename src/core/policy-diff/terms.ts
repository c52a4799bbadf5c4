/**
 * What holds for one environment, apart from where it was read: its own policy, and the keys of the
 * whole file that decide in it. Two of these can be compared, and the stricter of both taken.
 */
import type { EnvironmentPolicy, Policy } from '../policy.ts';

export interface Terms {
  readonly environment: EnvironmentPolicy;
  readonly people: Policy['people'];
  readonly programs: Policy['programs'];
}

export const termsOf = (policy: Policy, environment: EnvironmentPolicy): Terms => ({
  environment,
  people: policy.people,
  programs: policy.programs,
});
