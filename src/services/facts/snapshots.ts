/**
 * One GraphQL answer serves all that is done for one event. A snapshot is kept for a moment and
 * dropped as soon as anything happens in its repository, so that a decision never looks at the past.
 */
import type { Instant } from '../../core/instant.ts';
import { SECOND } from '../../core/instant.ts';
import type { Clock } from '../../ports/clock.ts';
import type { CodeHost, Snapshot, SnapshotAsk } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';

const FRESH_MS = 10 * SECOND;
const KEPT = 100;

interface Kept {
  readonly repositoryId: number;
  readonly ask: SnapshotAsk;
  readonly snapshot: ReadSnapshot;
}

export interface ReadSnapshot extends Snapshot {
  /** When GitHub was asked for it. */
  readonly readAt: Instant;
}

export interface Snapshots {
  /** A snapshot that answers at least what is asked, from memory or from GitHub. */
  of(repository: Repository, ask: SnapshotAsk): Promise<ReadSnapshot>;
  /** Something happened there: what is remembered of it is no longer true. */
  forget(repositoryId: number): void;
}

export const createSnapshots = (host: CodeHost, clock: Clock): Snapshots => {
  let kept: readonly Kept[] = [];
  return {
    of: async (repository, ask) => {
      const now = clock.now();
      const found = kept.find(
        (each) =>
          each.repositoryId === repository.id &&
          now - each.snapshot.readAt <= FRESH_MS &&
          answers(each, ask),
      );
      if (found !== undefined) return found.snapshot;
      const snapshot = { ...(await host.snapshot(repository, ask)), readAt: now };
      const entry = { repositoryId: repository.id, ask, snapshot };
      kept = [entry, ...kept].slice(0, KEPT);
      return snapshot;
    },
    forget: (repositoryId) => {
      kept = kept.filter((each) => each.repositoryId !== repositoryId);
    },
  };
};

const answers = (kept: Kept, ask: SnapshotAsk): boolean =>
  kept.ask.pullNumber === ask.pullNumber &&
  (kept.ask.sha === ask.sha || (ask.sha !== null && kept.snapshot.commit?.sha === ask.sha)) &&
  ask.teams.every((team) => kept.ask.teams.includes(team));
