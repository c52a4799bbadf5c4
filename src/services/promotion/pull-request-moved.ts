/** A pull request moved or closed: what was asked for its former head ends, visibly. */
import type { Instant } from '../../core/instant.ts';
import type { Person } from '../../core/person.ts';
import type { Push, Repository, Tables } from '../../ports/store.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { closingLocks } from '../stops/locks.ts';
import type { World } from '../world.ts';
import { apply } from './apply.ts';

export interface HeadMove {
  readonly number: number;
  readonly sha: string;
  /** GitHub's own time of it. */
  readonly at: Instant;
  /** Who pushed, where this event is the only one that tells. */
  readonly push: Push | null;
}

/** Records the head; a push supersedes what was asked as "the head" and not by SHA. */
export const moveHead = async (
  world: World,
  repository: Repository,
  move: HeadMove,
): Promise<void> => {
  await world.store.transaction(async (tx) => {
    await tx.heads.record({
      repositoryId: repository.id,
      pullNumber: move.number,
      sha: move.sha,
      at: move.at,
    });
    if (move.push !== null) await tx.pushes.record(move.push);
    for (const promotion of await tx.promotions.open(repository.id, { pullNumber: move.number })) {
      if (promotion.askedAs !== 'head' || promotion.release.sha === move.sha) continue;
      if (promotion.requestedAt > move.at) continue;
      const input = { kind: 'superseded', why: 'newer_head', sha: move.sha } as const;
      await apply(world, tx, promotion, input, null);
    }
  });
};

export interface Closing {
  readonly number: number;
  readonly merged: boolean;
  readonly by: Person;
  /** GitHub's own time of it. */
  readonly at: Instant;
}

/** Merging changes what can be proven, so open promotions look again; closing ends them, and its locks. */
export const closePullRequest = (
  world: World,
  repository: Repository,
  closed: Closing,
): Promise<void> =>
  retryOnConflict(async () => {
    const closeLocks = await closingLocks(world, repository, closed);
    await world.store.transaction(async (tx) => {
      await endPromotions(world, tx, repository, closed);
      await closeLocks(tx);
    });
  });

const endPromotions = async (
  world: World,
  tx: Tables,
  repository: Repository,
  closed: Closing,
): Promise<void> => {
  for (const promotion of await tx.promotions.open(repository.id, {
    pullNumber: closed.number,
  })) {
    if (closed.merged) {
      await tx.wakes.at(promotion.id, world.clock.now());
      continue;
    }
    // What ran there before can be gone back to, whatever became of its pull request.
    if (promotion.kind === 'rollback') continue;
    // What was asked after it had been closed was asked of a pull request that is open again.
    if (promotion.requestedAt > closed.at) continue;
    const input = { kind: 'cancelled', by: closed.by, why: 'pull_request_closed' } as const;
    await apply(world, tx, promotion, input, closed.by);
  }
};
