/**
 * Which policy holds for a repository right now, and since when it is what it is in each environment.
 * It is read at the head of the default branch and kept under that commit until `adoptPolicy` puts the
 * next one in its place; a pull request's own file never counts.
 */
import { isFloorFor, onFloors, type Undercut, undercutsOf } from '../../core/floors/floor.ts';
import { allHoldingsOf } from '../../core/floors/hold.ts';
import {
  type EffectivePolicy,
  type EnvironmentPolicy,
  effectivePolicy,
  type Policy,
  type PolicySource,
} from '../../core/policy.ts';
import { stricterOf } from '../../core/policy-diff/policy-diff.ts';
import { termsOf } from '../../core/policy-diff/terms.ts';
import type { Refusal } from '../../core/reasons.ts';
import type { Sha } from '../../core/release.ts';
import { no, ok, type Result } from '../../core/result.ts';
import { HostFault } from '../../ports/code-host.ts';
import type { HeldForm, PolicyFile } from '../../ports/policies.ts';
import type { Floors } from '../../ports/policy-reader.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import { namedUrls } from '../notify/targets.ts';
import type { World } from '../world.ts';
import { type FloorsReading, findFloors, floorsFor, floorsSince } from './floors.ts';
import { keepForms } from './policy-forms.ts';

/** Where a policy file is looked for first, and what one without a path is called. */
export const POLICY_PATH = '.github/lockkeeper.yml';

const POLICY_RUN = 'policy:';

/** What the check run of the policy file at a commit is known by. */
export const policyRunId = (sha: Sha): string => `${POLICY_RUN}${sha}`;

/** The commit of such a check run; null for that of a promotion. */
export const policyShaOf = (runId: string): Sha | null =>
  runId.startsWith(POLICY_RUN) ? runId.slice(POLICY_RUN.length) : null;

export interface PolicyReading {
  /** As it holds: where the file loosens an environment and nobody approved that, without it. */
  readonly policy: Policy;
  readonly source: PolicySource;
  /** By environment, where something else holds than the file says. */
  readonly held: ReadonlyMap<string, HeldForm>;
  /** What they add is in the policy already. */
  readonly floors: FloorsReading;
}

export const policyOf = async (
  world: World,
  repository: Repository,
): Promise<Result<PolicyReading, Refusal>> => {
  await findFloors(world, repository, (home) => currentFile(world, home));
  return readingOf(world, world.store, repository, await currentFile(world, repository));
};

const currentFile = async (world: World, repository: Repository): Promise<PolicyFile> =>
  (await world.store.policies.current(repository.id)) ?? (await fetchPolicy(world, repository));

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
  const known = { below: true };
  const before =
    file === null ? reading : await readingOf(world, world.store, repository, file, known);
  return before.ok ? before : reading;
};

/** Makes a file the one that is current; the last valid one stays that until there is another. */
export const setPolicy = async (
  world: World,
  tx: Tables,
  repository: Repository,
  file: PolicyFile,
): Promise<void> => {
  await tx.policies.put(file);
  await tx.policies.setCurrent(repository.id, file.sha);
  const read = readPolicyFile(world, repository, file);
  if (!read.ok) return;
  await tx.policies.setLastValid(repository.id, file.sha);
  // Whoever puts an endpoint back later has it asked again.
  await tx.targetDeliveries.keepGone(repository.id, namedUrls(read.value.policy));
};

/** The policy of one environment, as votes and decisions are bound to it. */
export const effectiveOf = async (
  { policies }: Pick<Tables, 'policies'>,
  repository: Repository,
  { policy, source, held, floors }: PolicyReading,
  environment: EnvironmentPolicy,
): Promise<EffectivePolicy> => {
  const form = await policies.form(repository.id, environment.name);
  const { terms, sources } = held.get(environment.name) ?? { terms: policy, sources: [source] };
  const whole = { ...policy, people: terms.people };
  const isOn = floors.floors.some(({ selector }) => isFloorFor(selector, environment));
  const all = isOn && floors.source !== null ? [...sources, floors.source] : sources;
  const since = Math.max(form?.since ?? 0, floorsSince(floors, environment));
  return effectivePolicy(whole, environment, all, since);
};

/**
 * What holds where this is the file. With `below`, also where it is below its floors, or these cannot be
 * read: a rollback does not wait for them to be mended.
 */
export const readingOf = async (
  world: World,
  tables: Pick<Tables, 'policies' | 'repositories' | 'floors'>,
  repository: Repository,
  file: PolicyFile,
  { below } = { below: false },
): Promise<Result<PolicyReading, Refusal>> => {
  const { policies } = tables;
  const floors = await floorsFor(world, tables, repository);
  if (floors.refusal !== null && !below) return no(floors.refusal);
  const read = readPolicyFile(world, repository, file, below ? undefined : floors);
  if (!read.ok) return read;
  const { policy, source } = read.value;
  const held = new Map<string, HeldForm>();
  for (const form of await policies.forms(repository.id)) {
    if (form.held !== null && form.held.waiting !== null) held.set(form.environment, form.held);
  }
  const holds = heldPolicy(policy, held);
  const environments = holds.environments.map((each) => onFloors(each, floors.floors));
  const reading = { policy: { ...holds, environments }, source, held, floors };
  const [undercut, ...more] = below ? [] : heldBelow(reading);
  if (undercut === undefined) return ok(reading);
  const shownAt = held.get(undercut.environment)?.waiting?.shownAt ?? file.sha;
  const problems = 1 + more.length;
  return no({ code: 'policy_invalid', path: source.path, sha: shownAt, problems });
};

export interface HeldUndercut extends Undercut {
  readonly environment: string;
}

/**
 * In what that which holds on asks for less than the floors: the file does not, but what it says instead
 * waits for an approval.
 */
export const heldBelow = ({ policy, held, floors }: PolicyReading): readonly HeldUndercut[] =>
  policy.environments
    .filter(({ name }) => held.has(name))
    .flatMap((each) =>
      undercutsOf(policy, each, floors.floors).map((undercut) => ({
        ...undercut,
        environment: each.name,
      })),
    );

/** Programs may command where none of the environments objects: a comment is read before its environment is known. */
const heldPolicy = (policy: Policy, held: PolicyReading['held']): Policy => ({
  ...policy,
  environments: policy.environments.map((environment) => {
    const form = held.get(environment.name);
    if (form === undefined) return environment;
    return stricterOf(form.terms, termsOf(policy, environment)).environment;
  }),
  programs: policy.programs.filter((program) =>
    [...held.values()].every(({ terms }) => terms.programs.includes(program)),
  ),
});

/** A push may be the first that is heard of a repository: what held before it was there all the same. */
export const knowPolicyAt = async (
  world: World,
  repository: Repository,
  sha: Sha,
): Promise<void> => {
  if ((await world.store.policies.current(repository.id)) !== null || NOWHERE.test(sha)) return;
  try {
    await fetchPolicy(world, repository, sha);
  } catch (fault) {
    // GitHub no longer has what a rewrite left behind.
    if (!(fault instanceof HostFault) || fault.kind !== 'unreadable') throw fault;
  }
};

const NOWHERE = /^0{40}$/;

/** By its full name: a tag of the same name, which anybody who writes can make, would go before it. */
export const defaultBranchOf = ({ defaultBranch }: Repository): string =>
  `refs/heads/${defaultBranch}`;

/** Nobody saw another one before: all of it holds. */
const fetchPolicy = async (
  world: World,
  repository: Repository,
  ref = defaultBranchOf(repository),
): Promise<PolicyFile> => {
  const found = await world.host.policyFile(repository, ref);
  const file = { repositoryId: repository.id, ...found };
  await world.store.transaction(async (tx) => {
    await setPolicy(world, tx, repository, file);
    const read = readPolicyFile(world, repository, file);
    if (!read.ok) return;
    const ask = { ...read.value, held: [], before: null, isApproved: () => true };
    const settled = allHoldingsOf(ask).map((each) => ({ ...each, approvals: [], waiting: null }));
    await keepForms(tx, repository.id, { forms: [], settled }, world.clock.now());
  });
  return file;
};

export const readPolicyFile = (
  world: World,
  repository: Repository,
  file: PolicyFile,
  floors?: Floors,
): Result<Pick<PolicyReading, 'policy' | 'source'>, Refusal> => {
  const name = `${repository.owner}/${repository.name}`;
  const path = file.path ?? POLICY_PATH;
  const parsed = world.policyReader.read(
    file.text,
    path,
    floors && { file: floors.file, floors: floors.floors },
  );
  if (!parsed.ok) {
    return no({ code: 'policy_invalid', path, sha: file.sha, problems: parsed.problem.length });
  }
  if (file.text === null) {
    const source = { repository: name, path: 'built in', sha: null };
    return ok({ policy: parsed.value, source });
  }
  return ok({ policy: parsed.value, source: { repository: name, path, sha: file.sha } });
};
