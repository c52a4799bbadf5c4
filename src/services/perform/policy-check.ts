/** Shows on a commit whether its policy file is right, with a note on each wrong line. */
import { policyCheckText } from '../../messages/policy-check.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import { activeRepository } from '../active-repository.ts';
import type { EffectPayloads } from '../effects.ts';
import { POLICY_PATH, policyRunId } from '../policies.ts';
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
  const parsed = file.text === null ? null : world.policyReader.read(file.text, path);
  const problems = parsed === null || parsed.ok ? [] : parsed.problem;
  const policy = parsed === null ? world.policyReader.builtIn : parsed.ok ? parsed.value : null;
  const told = policyCheckText({ path, problems, policy, builtIn: file.text === null });
  await writeCheckRun(world, repository, effect, {
    name: NAME,
    headSha: payload.sha,
    externalId: policyRunId(payload.sha),
    status: 'completed',
    conclusion: problems.length === 0 ? 'success' : 'failure',
    ...told,
    actions: [],
  });
};
