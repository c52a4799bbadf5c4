/**
 * Asks for what the policy promotes by itself. From there on it is a promotion like any other: the same
 * gates, people and queue. A rule asks once for a release, and never against what a person decided.
 */
import { hasCompleted } from '../../core/gates/predecessor.ts';
import type { EnvironmentPolicy } from '../../core/policy.ts';
import { isTerminal, isWaiting } from '../../core/promotion/lifecycle.ts';
import { isByRule, type Requester } from '../../core/promotion/request.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { type Release, releaseOf, type Sha } from '../../core/release.ts';
import type { Push, Repository, Tables } from '../../ports/store.ts';
import { policyOf } from '../policy/policies.ts';
import { ownBot } from '../program.ts';
import { apply } from '../promotion/apply.ts';
import { openPromotion } from '../promotion/open-promotion.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { isHeld } from '../rollback/holds.ts';
import type { World } from '../world.ts';

/** What was pushed to the default branch, where it still is its head: a newer push tells of itself. */
export const promotePushed = async (
  world: World,
  repository: Repository,
  push: Push,
): Promise<void> => {
  const environments = await unaskedOn(world, repository, push.after);
  const head = await world.store.policies.current(repository.id);
  if (environments.length === 0 || head?.sha !== push.after) return;
  const commit = await world.host.commit(repository, push.after);
  if (commit === null || commit === 'ambiguous') return;
  const { sha, tree } = commit;
  const { pullRequests } = await world.host.originsOf(repository, [sha]);
  const merged = pullRequests.find((each) => each.mergeSha === sha);
  const release = releaseOf(repository.id, sha, tree);
  // The rule asks on behalf of whoever pushed: their part in it is that of one who asked.
  const asker = { person: push.person, through: ownBot(world), via: 'rule', at: push.at } as const;
  for (const environment of environments) {
    await ask(world, repository, environment, {
      release,
      pullNumber: merged?.number ?? null,
      asker,
    });
  }
};

/** The environments for which no rule has asked for this commit of the default branch yet. */
export const unaskedOn = async (
  world: World,
  repository: Repository,
  sha: Sha,
): Promise<readonly EnvironmentPolicy[]> => {
  const unasked: EnvironmentPolicy[] = [];
  for (const each of await environmentsOn(world, repository, 'push')) {
    const where = { environment: each.name, sha };
    const before = await world.store.promotions.recent(repository.id, where, LOOK_BACK);
    if (!before.some(byRule)) unasked.push(each);
  }
  return unasked;
};

const byRule = ({ requesters }: Promotion): boolean => requesters.some(({ via }) => via === 'rule');

/** What completed in as many of the environments before as are needed. */
export const promoteCompleted = async (
  world: World,
  repository: Repository,
  done: {
    readonly environment: string;
    readonly release: Release;
    readonly pullNumber: number | null;
  },
): Promise<void> => {
  const { release, pullNumber } = done;
  const at = world.clock.now();
  const asker = { person: ownBot(world), through: null, via: 'rule', at } as const;
  for (const environment of await environmentsOn(world, repository, 'completed')) {
    if (!environment.after.includes(done.environment)) continue;
    const history = await world.store.ledger.completions(repository.id, release);
    if (!hasCompleted(environment, history, release, at)) continue;
    await ask(world, repository, environment, { release, pullNumber, asker });
  }
};

/** None with a broken policy. */
const environmentsOn = async (
  world: World,
  repository: Repository,
  on: 'push' | 'completed',
): Promise<readonly EnvironmentPolicy[]> => {
  const reading = await policyOf(world, repository);
  if (!reading.ok) return [];
  return reading.value.policy.environments.filter((each) => each.autoPromote?.on === on);
};

interface RuleAsk {
  readonly release: Release;
  readonly pullNumber: number | null;
  readonly asker: Requester;
}

const ask = (
  world: World,
  repository: Repository,
  environment: EnvironmentPolicy,
  what: RuleAsk,
): Promise<void> =>
  retryOnConflict(() =>
    world.store.transaction(async (tx) => {
      if (!(await mayAsk(tx, repository, environment.name, what.release))) return;
      const promotion = newPromotion(world, repository, environment, what);
      await supersedeOlder(world, tx, promotion);
      await openPromotion(world, tx, promotion, what.asker);
    }),
  );

/** A release was asked for so often at most: further back nobody looks. */
const LOOK_BACK = 20;

/** Nothing where a person said so, not what is bad, live or open there, nor what a rule asked for before: what became of it was decided. */
const mayAsk = async (
  tx: Tables,
  repository: Repository,
  environment: string,
  release: Release,
): Promise<boolean> => {
  if (await isHeld(tx, repository.id, environment)) return false;
  const live = await tx.ledger.live(repository.id, environment);
  if (live?.releaseId === release.id) return false;
  if ((await tx.quarantines.standing(repository.id, release)).length > 0) return false;
  const completed = await tx.ledger.completions(repository.id, release);
  if (completed.some(({ rolledBack, faulty }) => rolledBack || faulty)) return false;
  const where = { environment, releaseId: release.id };
  const before = await tx.promotions.recent(repository.id, where, LOOK_BACK);
  return !before.some((each) => !isTerminal(each.state.kind) || byRule(each));
};

/** One at a time waits: what came after it has it in it. What a person asked for too stays. */
const supersedeOlder = async (world: World, tx: Tables, newer: Promotion): Promise<void> => {
  const { repositoryId, environment, release } = newer;
  for (const older of await tx.promotions.open(repositoryId, { environment })) {
    if (older.kind !== 'promote' || !isWaiting(older.state) || !isByRule(older)) continue;
    const input = { kind: 'superseded', why: 'newer_head', sha: release.sha } as const;
    await apply(world, tx, older, input, null);
  }
};

const newPromotion = (
  world: World,
  repository: Repository,
  environment: EnvironmentPolicy,
  { release, pullNumber, asker }: RuleAsk,
): Promotion => {
  const now = world.clock.now();
  return {
    id: world.clock.newId(),
    kind: 'promote',
    environment: environment.name,
    release,
    pullNumber,
    askedAs: 'sha',
    requesters: [asker],
    requestedAt: asker.at,
    reason: null,
    retryOf: [],
    repositoryId: repository.id,
    state: { kind: 'pending' },
    version: 1,
    expiresAt: now + environment.expireAfterMs,
    updatedAt: now,
  };
};
