/**
 * The facts that GitHub knows, one function each. What it does not answer becomes a fact that says so,
 * so that the gate which needed it answers `error` and the others still speak.
 */
import type {
  Check,
  FactName,
  Facts,
  LiveFacts,
  Loaded,
  PullRequestFacts,
  RequiredChecks,
  Review,
  Roster,
  ShippedFacts,
  StoredException,
  StoredVote,
} from '../../core/facts.ts';
import { asksTheBranch } from '../../core/gates/checks.ts';
import type { Person, Role } from '../../core/person.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import type { PromotionRequest } from '../../core/promotion/request.ts';
import type { Sha } from '../../core/release.ts';
import type { BranchFacts, CommitSignature } from '../../core/release-facts.ts';
import { HostFault, type Snapshot } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import { ownerOfRun } from '../inquiry/run-workflow.ts';
import type { World } from '../world.ts';
import { loadBranches } from './branches.ts';
import { withPeople } from './pushers.ts';
import { loadShipped } from './shipped.ts';
import { loadSignatures } from './signatures.ts';
import { loadContaining } from './stays.ts';

export interface FactsAsk {
  readonly repository: Repository;
  readonly policy: EffectivePolicy;
  readonly promotion: PromotionRequest;
  readonly needs: readonly FactName[];
  readonly considered: Considered | null;
}

/** What a person says, weighed before it is stored, with their role. */
export interface Considered {
  readonly person: Person;
  readonly role: Role;
  readonly votes?: readonly StoredVote[];
  readonly exceptions?: readonly StoredException[];
}

/** Those that stand, and those being weighed: who they are of is looked up for all of them. */
export interface Said {
  readonly votes: readonly StoredVote[];
  readonly exceptions: readonly StoredException[];
}

/** Being asked to wait is no answer: nothing is decided on it, and it is all looked at again then. */
export const attempt = async <T>(load: () => Promise<T>): Promise<Loaded<T>> => {
  try {
    return { ok: true, value: await load() };
  } catch (fault) {
    if (!(fault instanceof HostFault) || fault.kind === 'limited') throw fault;
    const code =
      fault.kind === 'unreadable' || fault.kind === 'forbidden' ? fault.kind : 'unreachable';
    return { ok: false, problem: { code, message: fault.message } };
  }
};

/**
 * Runs that we asked for deploy or test in the name of a promotion: what became of them is said by their
 * own gate, and one that failed to deploy must not keep everything from being deployed again.
 */
export const checksFact = async (
  world: World,
  { repository }: FactsAsk,
  snapshot: Loaded<Snapshot>,
): Promise<Loaded<readonly Check[]>> => {
  if (!snapshot.ok) return snapshot;
  const value = snapshot.value.checks.map(async (check): Promise<Check> => {
    const { run = null, workflowEvent } = check;
    const isDispatched = workflowEvent === 'workflow_dispatch' && run !== null;
    const owner = isDispatched ? await ownerOfRun(world.store, repository, run) : null;
    return owner === null ? check : { ...check, own: true };
  });
  return { ok: true, value: await Promise.all(value) };
};

export const pullRequestFact = async (
  world: World,
  ask: FactsAsk,
  snapshot: Loaded<Snapshot>,
): Promise<Loaded<PullRequestFacts | null>> => {
  if (!snapshot.ok) return snapshot;
  const pull = snapshot.value.pullRequest;
  if (pull === null) return { ok: true, value: null };
  return attempt(() => withPeople(world, ask.repository, pull));
};

export const shippedFact = async (
  world: World,
  ask: FactsAsk,
  ledger: { readonly live: LiveFacts | null; readonly proven: LiveFacts | null },
  snapshot: Loaded<Snapshot>,
): Promise<Loaded<ShippedFacts>> => {
  if (!comparesChanges(ask.policy))
    return { ok: true, value: { relation: 'not_compared', changes: [] } };
  if (!snapshot.ok) return snapshot;
  const own = (snapshot.value.pullRequest?.commits ?? []).map((commit) => commit.sha);
  return attempt(() => loadShipped(world, ask.repository, ask.promotion, { ...ledger, own }));
};

/** Comparing costs several calls; it is done where a gate looks at more than the pull request. */
const comparesChanges = ({ environment }: EffectivePolicy): boolean => {
  const { level } = environment.separationOfDuties;
  const judgesChanges = level !== 'off' && level !== 'requester';
  return judgesChanges || environment.gates.some((setting) => setting.gate === 'contains-live');
};

/** Which checks there must be is asked where the policy leaves it to the branch. */
export const requiredChecksFact = async (
  world: World,
  { repository, policy }: FactsAsk,
  snapshot: Loaded<Snapshot>,
): Promise<Loaded<RequiredChecks | null>> => {
  if (!policy.environment.gates.some(asksTheBranch)) return { ok: true, value: null };
  if (!snapshot.ok) return snapshot;
  const { pullRequest, defaultBranch } = snapshot.value;
  const branch = pullRequest?.baseRef ?? defaultBranch.name;
  return attempt(async () => ({
    branch,
    checks: await world.host.requiredChecks(repository, branch),
  }));
};

export const branchesFact = async (
  world: World,
  ask: FactsAsk,
  snapshot: Loaded<Snapshot>,
): Promise<Loaded<BranchFacts>> =>
  snapshot.ok ? attempt(() => loadBranches(world, ask, snapshot.value)) : snapshot;

export const signaturesFact = async (
  world: World,
  ask: FactsAsk,
  live: LiveFacts | null,
  snapshot: Loaded<Snapshot>,
): Promise<Loaded<readonly CommitSignature[]>> =>
  snapshot.ok ? attempt(() => loadSignatures(world, ask, live, snapshot.value)) : snapshot;

export const containingFact = async (
  world: World,
  { repository, promotion }: FactsAsk,
  stays: Facts['stays'],
): Promise<Loaded<readonly Sha[]>> =>
  stays?.ok === true
    ? attempt(() => loadContaining(world, repository, stays.value, promotion.release))
    : { ok: true, value: [] };

export const rosterFact = async (
  world: World,
  ask: FactsAsk,
  snapshot: Loaded<Snapshot>,
  said: Said,
): Promise<Loaded<Roster>> => {
  if (!snapshot.ok) return snapshot;
  const { teams, unknownTeams, pullRequest } = snapshot.value;
  return attempt(async () => ({
    teams,
    unknownTeams,
    roles: await rolesOf(world, ask, { ...said, reviews: pullRequest?.reviews ?? [] }),
  }));
};

/** A review says whether its author can write; higher roles, and those of everyone else, are asked for. */
const rolesOf = async (
  world: World,
  ask: FactsAsk,
  cast: Said & { readonly reviews: readonly Review[] },
): Promise<Readonly<Record<string, Role>>> => {
  const roles = new Map<number, Role>();
  const look = async (people: readonly { readonly person: Person }[]): Promise<void> => {
    for (const { person } of people) {
      if (person.machine || roles.has(person.id)) continue;
      roles.set(person.id, await world.host.roleOf(ask.repository, person.login));
    }
  };
  if (ask.considered !== null) roles.set(ask.considered.person.id, ask.considered.role);
  await look(cast.exceptions);
  for (const { person, canWrite } of asksForMore(ask.policy) ? [] : cast.reviews) {
    if (!roles.has(person.id)) roles.set(person.id, canWrite ? 'write' : 'read');
  }
  await look([...cast.votes, ...cast.reviews]);
  return Object.fromEntries(roles);
};

const asksForMore = ({ environment }: EffectivePolicy): boolean =>
  [environment.allow.approve, ...environment.approvals.rules].some(
    ({ permission }) => permission === 'maintain' || permission === 'admin',
  );
