/**
 * Which policy holds for a repository right now. It is read at the head of the default branch, kept
 * under that commit, and forgotten when the default branch moves; a pull request's own file never
 * counts.
 */
import {
  type EffectivePolicy,
  type EnvironmentPolicy,
  effectivePolicy,
  type Policy,
  type PolicySource,
} from '../core/policy.ts';
import type { Refusal } from '../core/reasons.ts';
import type { Sha } from '../core/release.ts';
import { no, ok, type Result } from '../core/result.ts';
import type { PolicyFile, Repository } from '../ports/store.ts';
import type { World } from './world.ts';

/** Where a policy file is looked for first, and what one without a path is called. */
export const POLICY_PATH = '.github/lockkeeper.yml';

const POLICY_RUN = 'policy:';

/** What the check run of the policy file at a commit is known by. */
export const policyRunId = (sha: Sha): string => `${POLICY_RUN}${sha}`;

/** The commit of such a check run; null for that of a promotion. */
export const policyShaOf = (runId: string): Sha | null =>
  runId.startsWith(POLICY_RUN) ? runId.slice(POLICY_RUN.length) : null;

export interface PolicyReading {
  readonly policy: Policy;
  readonly source: PolicySource;
}

export const policyOf = async (
  world: World,
  repository: Repository,
): Promise<Result<PolicyReading, Refusal>> => {
  const file =
    (await world.store.policies.current(repository.id)) ?? (await fetchPolicy(world, repository));
  return readPolicyFile(world, repository, file);
};

/** The policy of one environment, as votes and decisions are bound to it. */
export const effectiveOf = (
  reading: PolicyReading,
  environment: EnvironmentPolicy,
): EffectivePolicy => effectivePolicy(reading.policy, environment, [reading.source]);

/** By its full name: a tag of the same name, which anybody who writes can make, would go before it. */
export const defaultBranchOf = ({ defaultBranch }: Repository): string =>
  `refs/heads/${defaultBranch}`;

const fetchPolicy = async (world: World, repository: Repository): Promise<PolicyFile> => {
  const found = await world.host.policyFile(repository, defaultBranchOf(repository));
  const file = { repositoryId: repository.id, ...found };
  await world.store.transaction(async (tx) => {
    await tx.policies.put(file);
    await tx.policies.setCurrent(repository.id, file.sha);
  });
  return file;
};

const readPolicyFile = (
  world: World,
  repository: Repository,
  file: PolicyFile,
): Result<PolicyReading, Refusal> => {
  const name = `${repository.owner}/${repository.name}`;
  if (file.text === null) {
    const source = { repository: name, path: 'built in', sha: null };
    return ok({ policy: world.policyReader.builtIn, source });
  }
  const path = file.path ?? POLICY_PATH;
  const parsed = world.policyReader.read(file.text, path);
  if (!parsed.ok) {
    return no({ code: 'policy_invalid', path, sha: file.sha, problems: parsed.problem.length });
  }
  return ok({ policy: parsed.value, source: { repository: name, path, sha: file.sha } });
};
