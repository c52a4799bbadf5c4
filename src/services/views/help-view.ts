/** What this person can do here, now: the commands, and what waits on this page. */
import type { CommandHelp } from '../../messages/help.ts';
import { helpMarkdown } from '../../messages/help.ts';
import { type Caller, pullNumberOf } from '../caller.ts';
import { policyOf } from '../policies.ts';
import type { World } from '../world.ts';

export const helpText = async (
  world: World,
  caller: Caller,
  commands: readonly CommandHelp[],
): Promise<string> => {
  const reading = await policyOf(world, caller.repository);
  const pullNumber = pullNumberOf(caller);
  const open =
    pullNumber === null
      ? []
      : await world.store.promotions.open(caller.repository.id, { pullNumber });
  return helpMarkdown({
    commands,
    environments: reading.ok ? reading.value.policy.environments.map((each) => each.name) : [],
    open: open.map((each) => each.environment),
    asked: open
      .filter((each) => each.requesters.some((one) => one.person.id === caller.person.id))
      .map((each) => each.environment),
    role: caller.role,
  });
};
