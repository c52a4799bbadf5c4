/**
 * Loads exactly the facts that the active gates asked for. What GitHub does not answer becomes a
 * fact that says so, so that the gate which needed it answers `error` and the others still speak.
 */
import type {
  FactName,
  Facts,
  LiveFacts,
  Loaded,
  PullRequestFacts,
  RequiredChecks,
  Review,
  Roster,
  ShippedFacts,
  StoredVote,
} from '../core/facts.ts';
import { asksTheBranch } from '../core/gates/checks.ts';
import type { Instant } from '../core/instant.ts';
import type { Role } from '../core/person.ts';
import type { EffectivePolicy, Grant } from '../core/policy.ts';
import type { PromotionRequest } from '../core/promotion/request.ts';
import { HostFault, type Snapshot } from '../ports/code-host.ts';
import type { Repository } from '../ports/store.ts';
import { type Caller, pullNumberOf } from './caller.ts';
import { withPushers } from './pushers.ts';
import { loadShipped } from './shipped.ts';
import type { ReadSnapshot } from './snapshots.ts';
import type { World } from './world.ts';

export interface FactsAsk {
  readonly repository: Repository;
  readonly policy: EffectivePolicy;
  readonly promotion: PromotionRequest;
  readonly needs: readonly FactName[];
  /** A vote that is being weighed and is not stored yet, with its voter's role. */
  readonly considered: { readonly vote: StoredVote; readonly role: Role } | null;
}

export interface LoadedFacts {
  readonly facts: Facts;
  /** What was live when they were read: several rest on it. */
  readonly live: LiveFacts | null;
  /** When the oldest of them was read. */
  readonly readAt: Instant;
}

export const loadFacts = async (world: World, ask: FactsAsk): Promise<LoadedFacts> => {
  const { repository, promotion } = ask;
  const begun = world.clock.now();
  const snapshot = await attempt(() => snapshotFor(world, ask));
  const live = await world.store.ledger.live(repository.id, promotion.environment);
  const votes = await votesFor(world, ask);
  const facts: { -readonly [N in FactName]?: Facts[N] } = {};
  for (const need of ask.needs) {
    switch (need) {
      case 'pullRequest':
        facts.pullRequest = await pullRequestFact(world, ask, snapshot);
        break;
      case 'checks':
        facts.checks = snapshot.ok ? { ok: true, value: snapshot.value.checks } : snapshot;
        break;
      case 'requiredChecks':
        facts.requiredChecks = await requiredChecksFact(world, ask, snapshot);
        break;
      case 'live':
        facts.live = { ok: true, value: live };
        break;
      case 'shipped':
        facts.shipped = await shippedFact(world, ask, live, snapshot);
        break;
      case 'history':
        facts.history = {
          ok: true,
          value: await world.store.ledger.completions(repository.id, promotion.release),
        };
        break;
      case 'votes':
        facts.votes = { ok: true, value: votes };
        break;
      case 'roster':
        facts.roster = await rosterFact(world, ask, snapshot, votes);
        break;
      default:
        need satisfies never;
    }
  }
  return { facts, live, readAt: snapshot.ok ? snapshot.value.readAt : begun };
};

/** What GitHub says of everything the promotion is about, in one answer. */
export const snapshotFor = (
  world: World,
  { repository, promotion, policy }: Pick<FactsAsk, 'repository' | 'promotion' | 'policy'>,
): Promise<ReadSnapshot> =>
  world.snapshots.of(repository, {
    pullNumber: promotion.pullNumber,
    sha: promotion.release.sha,
    teams: teamsOf(policy),
  });

/** The page a person asked on, read with what `snapshotFor` will want of it, so that one call serves both. */
export const pageSnapshot = (
  world: World,
  caller: Caller,
  policy: EffectivePolicy,
): Promise<ReadSnapshot> =>
  world.snapshots.of(caller.repository, {
    pullNumber: pullNumberOf(caller),
    sha: null,
    teams: teamsOf(policy),
  });

/** Every team that some rule or permission of the environment names. */
const teamsOf = (policy: EffectivePolicy): readonly string[] => {
  const { approvals, allow } = policy.environment;
  const grants: readonly Grant[] = [...approvals.rules, allow.approve, allow.promote];
  return [...new Set(grants.flatMap((grant) => grant.teams))].sort();
};

const attempt = async <T>(load: () => Promise<T>): Promise<Loaded<T>> => {
  try {
    return { ok: true, value: await load() };
  } catch (fault) {
    if (!(fault instanceof HostFault)) throw fault;
    const code =
      fault.kind === 'unreadable' || fault.kind === 'forbidden' ? fault.kind : 'unreachable';
    return { ok: false, problem: { code, message: fault.message } };
  }
};

const votesFor = async (world: World, ask: FactsAsk): Promise<readonly StoredVote[]> => {
  const { release, environment } = ask.promotion;
  const stored = await world.store.votes.standing(ask.repository.id, release.id, environment);
  return ask.considered === null ? stored : [...stored, ask.considered.vote];
};

const pullRequestFact = async (
  world: World,
  ask: FactsAsk,
  snapshot: Loaded<Snapshot>,
): Promise<Loaded<PullRequestFacts | null>> => {
  if (!snapshot.ok) return snapshot;
  const pull = snapshot.value.pullRequest;
  if (pull === null) return { ok: true, value: null };
  return attempt(() => withPushers(world, ask.repository, pull));
};

const shippedFact = async (
  world: World,
  ask: FactsAsk,
  live: LiveFacts | null,
  snapshot: Loaded<Snapshot>,
): Promise<Loaded<ShippedFacts>> => {
  if (!comparesChanges(ask.policy))
    return { ok: true, value: { relation: 'not_compared', changes: [] } };
  if (!snapshot.ok) return snapshot;
  const own = (snapshot.value.pullRequest?.commits ?? []).map((commit) => commit.sha);
  return attempt(() => loadShipped(world, ask.repository, ask.promotion, { live, own }));
};

/** Comparing costs several calls; it is done where a gate looks at more than the pull request. */
const comparesChanges = ({ environment }: EffectivePolicy): boolean => {
  const { level } = environment.separationOfDuties;
  const judgesChanges = level !== 'off' && level !== 'requester';
  return judgesChanges || environment.gates.some((setting) => setting.gate === 'contains-live');
};

/** Which checks there must be is asked where the policy leaves it to the branch. */
const requiredChecksFact = async (
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

const rosterFact = async (
  world: World,
  ask: FactsAsk,
  snapshot: Loaded<Snapshot>,
  votes: readonly StoredVote[],
): Promise<Loaded<Roster>> => {
  if (!snapshot.ok) return snapshot;
  const { teams, unknownTeams, pullRequest } = snapshot.value;
  return attempt(async () => ({
    teams,
    unknownTeams,
    roles: await rolesOf(world, ask, { votes, reviews: pullRequest?.reviews ?? [] }),
  }));
};

/** A review says whether its author can write; higher roles, and those of other voters, are asked for. */
const rolesOf = async (
  world: World,
  ask: FactsAsk,
  cast: { readonly votes: readonly StoredVote[]; readonly reviews: readonly Review[] },
): Promise<Readonly<Record<string, Role>>> => {
  const roles = new Map<number, Role>();
  if (ask.considered !== null) roles.set(ask.considered.vote.person.id, ask.considered.role);
  for (const { person, canWrite } of asksForMore(ask.policy) ? [] : cast.reviews) {
    if (!roles.has(person.id)) roles.set(person.id, canWrite ? 'write' : 'read');
  }
  for (const { person } of [...cast.votes, ...cast.reviews]) {
    if (person.machine || roles.has(person.id)) continue;
    roles.set(person.id, await world.host.roleOf(ask.repository, person.login));
  }
  return Object.fromEntries(roles);
};

const asksForMore = ({ environment }: EffectivePolicy): boolean =>
  [environment.allow.approve, ...environment.approvals.rules].some(
    ({ permission }) => permission === 'maintain' || permission === 'admin',
  );
