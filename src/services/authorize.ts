/** Who may do what in an environment: the policy's grants against GitHub's roles and teams. */
import { mayDo } from '../core/approvals/roster.ts';
import type { EffectivePolicy, Grant, Verb } from '../core/policy.ts';
import type { Refusal } from '../core/reasons.ts';
import { no, ok, type Result } from '../core/result.ts';
import type { Caller } from './caller.ts';
import { pageSnapshot } from './facts/facts.ts';
import type { World } from './world.ts';

/** As much of who asks, and where, as tells what they may do. */
export type Asker = Pick<Caller, 'person' | 'role' | 'repository' | 'page'>;

export const authorize = async (
  world: World,
  caller: Asker,
  policy: EffectivePolicy,
  verb: Verb,
): Promise<Result<null, Refusal>> => {
  const grant = policy.environment.allow[verb];
  const teams = grant.teams.length === 0 ? {} : await teamMembers(world, caller, policy);
  if (mayDo(grant, caller.person, { role: caller.role, teams })) return ok(null);
  return no({ code: 'not_authorized', verb, environment: policy.environment.name, need: grant });
};

/** Whether the person could vote under some approval rule of the environment. */
export const mayVote = async (
  world: World,
  caller: Asker,
  policy: EffectivePolicy,
): Promise<boolean> => {
  const rules: readonly Grant[] = policy.environment.approvals.rules;
  const teams = rules.some((rule) => rule.teams.length > 0)
    ? await teamMembers(world, caller, policy)
    : {};
  return rules.some((rule) => mayDo(rule, caller.person, { role: caller.role, teams }));
};

const teamMembers = async (world: World, caller: Asker, policy: EffectivePolicy) =>
  (await pageSnapshot(world, caller, policy)).teams;
