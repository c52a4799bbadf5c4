/** What this person can do here, now: the commands, and what waits on this page. */
import { hasAsked } from '../../core/promotion/request.ts';
import { type CommandHelp, type EnvironmentRights, helpMarkdown } from '../../messages/help.ts';
import { authorize, mayVote } from '../authorize.ts';
import type { Caller } from '../caller.ts';
import { effectiveOf, type PolicyReading, policyOf } from '../policy/policies.ts';
import { readingFor } from '../policy/policy-for.ts';
import { openOnPage } from '../promotion/on-page.ts';
import { authorizeEverywhere } from '../stops/authorize-stop.ts';
import type { World } from '../world.ts';
import { stopsText } from './stops-view.ts';

export const helpText = async (
  world: World,
  caller: Caller,
  commands: readonly CommandHelp[],
): Promise<string> => {
  const reading = await policyOf(world, caller.repository);
  const open = await openOnPage(world, caller, null);
  return helpMarkdown({
    commands,
    rights: reading.ok ? await rightsOf(world, caller, reading.value) : null,
    open: open.map((each) => each.environment),
    asked: open.filter((each) => hasAsked(each, caller.person)).map((each) => each.environment),
    role: caller.role,
    mayRollback: await rollbackRights(world, caller),
    mayHalt: (await authorizeEverywhere(world, caller, 'halt')).ok,
    mayQuarantine: (await authorizeEverywhere(world, caller, 'quarantine')).ok,
    stops: await stopsText(world, caller.repository),
  });
};

const rollbackRights = async (world: World, caller: Caller): Promise<readonly string[]> => {
  const { repository } = caller;
  const reading = await readingFor(world, repository, 'rollback');
  if (!reading.ok) return [];
  const may: string[] = [];
  for (const environment of reading.value.policy.environments) {
    const policy = await effectiveOf(world.store, repository, reading.value, environment);
    if ((await authorize(world, caller, policy, 'rollback')).ok) may.push(environment.name);
  }
  return may;
};

/** In the policy's order. */
const rightsOf = async (
  world: World,
  caller: Caller,
  reading: PolicyReading,
): Promise<readonly EnvironmentRights[]> => {
  const rights: EnvironmentRights[] = [];
  for (const environment of reading.policy.environments) {
    const policy = await effectiveOf(world.store, caller.repository, reading, environment);
    const mayPromote = (await authorize(world, caller, policy, 'promote')).ok;
    const mayApprove = (await authorize(world, caller, policy, 'approve')).ok;
    const mayLock = (await authorize(world, caller, policy, 'lock')).ok;
    const isAsked = mayApprove && (await mayVote(world, caller, policy));
    rights.push({ environment: environment.name, mayPromote, mayLock, isAsked });
  }
  return rights;
};
