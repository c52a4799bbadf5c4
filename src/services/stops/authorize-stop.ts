/**
 * Who may put something in the way of promotions. A broken policy must not stop people from stopping:
 * the last valid one says then who may; where there never was one, whoever maintains the repository.
 */
import { mayDo } from '../../core/approvals/roster.ts';
import { resolveEnvironment } from '../../core/environments/route.ts';
import type { Grant, Verb } from '../../core/policy.ts';
import type { Refusal } from '../../core/reasons.ts';
import { no, ok, type Result } from '../../core/result.ts';
import { type Asker, authorize } from '../authorize.ts';
import type { Caller } from '../caller.ts';
import { environmentNames } from '../policy/environments-known.ts';
import { effectiveOf, lastValidPolicyOf } from '../policy/policies.ts';
import type { World } from '../world.ts';

const MAINTAIN: Grant = { users: [], teams: [], permission: 'maintain' };

/** The full name of the environment, for who may lock it. */
export const authorizeLock = async (
  world: World,
  caller: Asker,
  asked: string,
): Promise<Result<string, Refusal>> => {
  const reading = await lastValidPolicyOf(world, caller.repository);
  if (!reading.ok) {
    const known = await environmentNames(world, caller.repository);
    const name = known.find((each) => each.toLowerCase() === asked.toLowerCase());
    if (name === undefined) return reading;
    const allowed = maintains(caller, 'lock', name);
    return allowed.ok ? ok(name) : allowed;
  }
  const found = resolveEnvironment(reading.value.policy, asked);
  if (!found.ok) return found;
  const policy = await effectiveOf(world.store, caller.repository, reading.value, found.value);
  const allowed = await authorize(world, caller, policy, 'lock');
  return allowed.ok ? ok(found.value.name) : allowed;
};

/**
 * For what is about every environment at once. It takes the grant of each of them: who is trusted with
 * development alone can neither stop production nor let a marked release go there again.
 */
export const authorizeEverywhere = async (
  world: World,
  caller: Caller,
  verb: Verb,
): Promise<Result<null, Refusal>> => {
  const reading = await lastValidPolicyOf(world, caller.repository);
  if (!reading.ok) return maintains(caller, verb, null);
  for (const environment of reading.value.policy.environments) {
    const policy = await effectiveOf(world.store, caller.repository, reading.value, environment);
    const allowed = await authorize(world, caller, policy, verb);
    if (!allowed.ok) return allowed;
  }
  return ok(null);
};

const maintains = (
  { person, role }: Asker,
  verb: Verb,
  environment: string | null,
): Result<null, Refusal> =>
  mayDo(MAINTAIN, person, { role, teams: {} })
    ? ok(null)
    : no({ code: 'not_authorized', verb, environment, need: MAINTAIN });
