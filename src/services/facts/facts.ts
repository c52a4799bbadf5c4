/**
 * Loads exactly the facts that the active gates asked for. What GitHub does not answer becomes a
 * fact that says so, so that the gate which needed it answers `error` and the others still speak.
 */
import type { FactName, Facts, LiveFacts } from '../../core/facts.ts';
import type { Instant } from '../../core/instant.ts';
import type { EffectivePolicy, Grant } from '../../core/policy.ts';
import { type Caller, pullNumberOf } from '../caller.ts';
import { withAccounts } from '../identity/accounts.ts';
import type { World } from '../world.ts';
import {
  attempt,
  branchesFact,
  checksFact,
  containingFact,
  type FactsAsk,
  pullRequestFact,
  requiredChecksFact,
  rosterFact,
  type Said,
  shippedFact,
  signaturesFact,
} from './host-facts.ts';
import type { ReadSnapshot } from './snapshots.ts';
import { isStored, loadStored, storedFacts } from './stored-facts.ts';

export interface LoadedFacts {
  readonly facts: Facts;
  /** What was live when they were read: several rest on it. */
  readonly live: LiveFacts | null;
  /** The newest there that is our own or was trusted: the same, unless somebody deployed past us. */
  readonly proven: LiveFacts | null;
  /** When the oldest of them was read. */
  readonly readAt: Instant;
}

export const loadFacts = async (world: World, ask: FactsAsk): Promise<LoadedFacts> => {
  const { repository, promotion } = ask;
  const begun = world.clock.now();
  const snapshot = await attempt(() => snapshotFor(world, ask));
  const live = await storedFacts.live(world.store, repository, promotion);
  const proven = await world.store.ledger.proven(repository.id, promotion.environment);
  const facts: { -readonly [N in FactName]?: Facts[N] } = await loadStored(world.store, ask);
  const said = await withConsidered(world, ask, facts);
  for (const need of ask.needs) {
    if (isStored(need)) continue;
    switch (need) {
      case 'pullRequest':
        facts.pullRequest = await pullRequestFact(world, ask, snapshot);
        break;
      case 'checks':
        facts.checks = await checksFact(world, ask, snapshot);
        break;
      case 'requiredChecks':
        facts.requiredChecks = await requiredChecksFact(world, ask, snapshot);
        break;
      case 'shipped':
        facts.shipped = await shippedFact(world, ask, { live, proven }, snapshot);
        break;
      case 'roster':
        facts.roster = await rosterFact(world, ask, snapshot, said);
        break;
      case 'branches':
        facts.branches = await branchesFact(world, ask, snapshot);
        break;
      case 'signatures':
        facts.signatures = await signaturesFact(world, ask, live, snapshot);
        break;
      case 'containing':
        facts.containing = await containingFact(world, ask, facts.stays);
        break;
      default:
        need satisfies never;
    }
  }
  if (facts.votes !== undefined) facts.votes = { ok: true, value: said.votes };
  if (facts.exceptions !== undefined) facts.exceptions = { ok: true, value: said.exceptions };
  return { facts, live, proven, readAt: snapshot.ok ? snapshot.value.readAt : begun };
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
  caller: Pick<Caller, 'repository' | 'page'>,
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
  const grants: readonly Grant[] = [...approvals.rules, ...Object.values(allow)];
  return [...new Set(grants.flatMap((grant) => grant.teams))].sort();
};

const withConsidered = async (
  world: World,
  { repository, promotion, considered }: FactsAsk,
  loaded: Facts,
): Promise<Said> => {
  const { votes, exceptions } = loaded;
  const cast =
    votes?.ok === true ? votes.value : await storedFacts.votes(world.store, repository, promotion);
  const spoken = exceptions?.ok === true ? exceptions.value : [];
  return {
    votes: [...cast, ...(await withAccounts(world.store, considered?.votes ?? []))],
    exceptions: [...spoken, ...(await withAccounts(world.store, considered?.exceptions ?? []))],
  };
};
