/**
 * What else ships with a release: every change between the one that is live and this one, each
 * judged by its own pull request where it came by one.
 */
import type { Change, LiveFacts, ShippedFacts } from '../core/facts.ts';
import type { PromotionRequest } from '../core/promotion/request.ts';
import type { Sha } from '../core/release.ts';
import type { CommitOrigins } from '../ports/code-host.ts';
import type { Repository } from '../ports/store.ts';
import { branchPushers, withPushers } from './pushers.ts';
import type { World } from './world.ts';

export const loadShipped = async (
  world: World,
  repository: Repository,
  promotion: PromotionRequest,
  /** What is live there, and the promoted pull request's own commits. */
  from: { readonly live: LiveFacts | null; readonly own: readonly Sha[] },
): Promise<ShippedFacts> => {
  const { sha, tree } = promotion.release;
  const { live, own } = from;
  if (live?.sha === sha || live?.tree === tree) return { relation: 'identical', changes: [] };
  const { relation, commits } =
    live === null
      ? { relation: 'first' as const, commits: [] }
      : await world.host.compare(repository, live.sha, sha);
  // A commit of no pull request that adds nothing to what is live is still somebody's work.
  const judged = commits.length === 0 && promotion.pullNumber === null ? [sha] : commits;
  if (judged.length === 0) return { relation, changes: [] };
  const origins = await world.host.changesOf(repository, judged);
  return {
    relation,
    changes: await changesOf(world, repository, origins, { pullNumber: promotion.pullNumber, own }),
  };
};

interface Promoted {
  readonly pullNumber: number | null;
  readonly own: readonly Sha[];
}

const changesOf = async (
  world: World,
  repository: Repository,
  origins: CommitOrigins,
  promoted: Promoted,
): Promise<readonly Change[]> => {
  const changes: Change[] = [];
  for (const pull of origins.pullRequests) {
    if (pull.number === promoted.pullNumber) continue;
    changes.push({ kind: 'pull-request', pullRequest: await withPushers(world, repository, pull) });
  }
  const direct = await directCommits(world, repository, origins, promoted.own);
  return direct === null ? changes : [...changes, direct];
};

/** Commits of no merged pull request, the promoted pull request's own left out. */
const directCommits = async (
  world: World,
  repository: Repository,
  origins: CommitOrigins,
  own: readonly Sha[],
): Promise<Change | null> => {
  const commits = origins.commits.filter((commit) => !own.includes(commit.sha));
  const last = commits.at(-1);
  if (last === undefined) return null;
  const pushers = await branchPushers(
    world,
    repository,
    {
      repositoryId: repository.id,
      fullName: `${repository.owner}/${repository.name}`,
      ref: `refs/heads/${repository.defaultBranch}`,
    },
    { head: last.sha, commits: commits.map((commit) => commit.sha) },
  );
  return { kind: 'commits', commits, pushers };
};
