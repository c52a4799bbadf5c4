/**
 * Which policy holds for a repository right now, and since when it is what it is in each environment.
 * It is read at the head of the default branch and kept under that commit until `adoptPolicy` puts the
 * next one in its place; a pull request's own file never counts.
 */
import type { Instant } from '../core/instant.ts';
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
import type { PolicyFile } from '../ports/policies.ts';
import type { Repository, Tables } from '../ports/store.ts';
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

/**
 * The newest policy that could be read: a rollback goes by it while the present one is broken, as
 * that may be the very thing it has to undo.
 */
export const lastValidPolicyOf = async (
  world: World,
  repository: Repository,
): Promise<Result<PolicyReading, Refusal>> => {
  const reading = await policyOf(world, repository);
  if (reading.ok) return reading;
  const file = await world.store.policies.lastValid(repository.id);
  const before = file === null ? reading : readPolicyFile(world, repository, file);
  return before.ok ? before : reading;
};

/** Makes a file the one that holds; the last valid one stays that until there is another. */
export const holdPolicy = async (
  world: World,
  tx: Tables,
  repository: Repository,
  file: PolicyFile,
): Promise<void> => {
  await tx.policies.put(file);
  await tx.policies.setCurrent(repository.id, file.sha);
  if (readPolicyFile(world, repository, file).ok) {
    await tx.policies.setLastValid(repository.id, file.sha);
  }
};

/** The policy of one environment, as votes and decisions are bound to it. */
export const effectiveOf = async (
  world: World,
  repository: Repository,
  { policy, source }: PolicyReading,
  environment: EnvironmentPolicy,
): Promise<EffectivePolicy> => {
  const form = await world.store.policies.form(repository.id, environment.name);
  return effectivePolicy(policy, environment, [source], form?.since ?? 0);
};

/**
 * Notes since when each environment's policy is what it is. `from` is when the file came to hold;
 * null where it held already, so that only how it is read can have changed. A broken one changes
 * nothing: what held before it holds on when it is mended.
 */
export const noteForms = async (
  world: World,
  tx: Tables,
  repository: Repository,
  file: PolicyFile,
  from: Instant | null,
): Promise<void> => {
  const reading = readPolicyFile(world, repository, file);
  if (!reading.ok) return;
  const { policy } = reading.value;
  for (const environment of policy.environments) {
    const { digest } = effectivePolicy(policy, environment, [], 0);
    const { name } = environment;
    const before = await tx.policies.form(repository.id, name);
    if (before?.digest === digest) continue;
    // Nobody saw another one: what was reviewed before the app came counts.
    const since = before === null ? 0 : (from ?? before.since);
    await tx.policies.putForm({ repositoryId: repository.id, environment: name, digest, since });
  }
};

/** By its full name: a tag of the same name, which anybody who writes can make, would go before it. */
export const defaultBranchOf = ({ defaultBranch }: Repository): string =>
  `refs/heads/${defaultBranch}`;

const fetchPolicy = async (world: World, repository: Repository): Promise<PolicyFile> => {
  const found = await world.host.policyFile(repository, defaultBranchOf(repository));
  const file = { repositoryId: repository.id, ...found };
  await world.store.transaction(async (tx) => {
    await holdPolicy(world, tx, repository, file);
    await noteForms(world, tx, repository, file, world.clock.now());
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
