/** Shows on a commit whether its policy file is right, and what it changes of what holds. */
import { onFloors } from '../../core/floors/floor.ts';
import type { Policy } from '../../core/policy.ts';
import { policyCheckText } from '../../messages/policy-check.ts';
import type { Floors } from '../../ports/policy-reader.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository } from '../../ports/store.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { floorsFor, isFloorsHome } from '../policy/floors.ts';
import {
  heldBelow,
  POLICY_PATH,
  type PolicyReading,
  policyRunId,
  readingOf,
} from '../policy/policies.ts';
import { policyChanges } from '../views/policy-changes-view.ts';
import type { World } from '../world.ts';
import { writeCheckRun } from './check-run.ts';

const NAME = 'lockkeeper / policy';

export const performPolicyCheck = async (
  world: World,
  effect: LeasedEffect,
  payload: EffectPayloads['policy-check'],
): Promise<void> => {
  const repository = await activeRepository(world, payload.repositoryId);
  const file = await world.store.policies.get(payload.repositoryId, payload.sha);
  if (repository === null || file === null) return;
  const path = file.path ?? POLICY_PATH;
  const floors = await floorsFor(world, world.store, repository);
  const parsed = world.policyReader.read(file.text, path, {
    file: floors.file,
    floors: floors.floors,
  });
  const problems = parsed.ok ? [] : parsed.problem;
  const changes = parsed.ok
    ? await policyChanges(world, repository, {
        file,
        policy: parsed.value,
        landed: payload.landed,
      })
    : null;
  const waits = changes?.kind === 'landed' && changes.environments.length > 0;
  const holds = waits ? await readingThatHolds(world, repository) : null;
  const told = policyCheckText({
    path,
    problems,
    // Where something waits, what holds is not what the file says.
    policy: parsed.ok ? onAll(holds?.policy ?? parsed.value, floors) : null,
    below: holds === null ? [] : heldBelow(holds),
    floorsFile: floors.file,
    builtIn: file.text === null,
    hasFloors: isFloorsHome(repository),
    changes,
  });
  await writeCheckRun(world, repository, effect, {
    name: NAME,
    headSha: payload.sha,
    externalId: policyRunId(payload.sha),
    status: 'completed',
    conclusion: problems.length > 0 ? 'failure' : waits ? 'action_required' : 'success',
    ...told,
    actions: [],
  });
};

/** With what the floors add, once. */
const onAll = (policy: Policy, { floors }: Floors): Policy => ({
  ...policy,
  environments: policy.environments.map((each) => onFloors(each, floors)),
});

const readingThatHolds = async (
  world: World,
  repository: Repository,
): Promise<PolicyReading | null> => {
  const file = await world.store.policies.current(repository.id);
  if (file === null) return null;
  const reading = await readingOf(world, world.store, repository, file, { below: true });
  return reading.ok ? reading.value : null;
};
