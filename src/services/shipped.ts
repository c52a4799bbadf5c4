/**
 * What else ships with a release: every change between the one that is live and this one, each
 * judged by its own pull request where it came by one.
 */
import type { Change, Commit, LiveFacts, LivePull, ShippedFacts } from '../core/facts.ts';
import type { PromotionRequest } from '../core/promotion/request.ts';
import type { Sha } from '../core/release.ts';
import type { CommitOrigins } from '../ports/code-host.ts';
import type { Repository } from '../ports/store.ts';
import { defaultBranchOf } from './policies.ts';
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
  // A commit of no pull request that what is live already contains is still somebody's work.
  const judged = commits.length === 0 && promotion.pullNumber === null ? [sha] : commits;
  const lacksLive = live !== null && (relation === 'behind' || relation === 'diverged');
  const livePull = lacksLive
    ? { livePull: await livePullOf(world, repository, { live: live.sha, release: sha }) }
    : {};
  if (judged.length === 0) return { relation, changes: [], ...livePull };
  const origins = await world.host.originsOf(repository, judged);
  return {
    relation,
    changes: await changesOf(world, repository, origins, {
      pullNumber: promotion.pullNumber,
      own,
      shipped: new Set(judged),
    }),
    ...livePull,
  };
};

/** A squash or a rebase leaves the live commit behind: whether the release has what it was merged as. */
const livePullOf = async (
  world: World,
  repository: Repository,
  { live, release }: { readonly live: Sha; readonly release: Sha },
): Promise<LivePull | null> => {
  const { origin, open, pullRequests } = await world.host.originsOf(repository, [live]);
  const merged = pullRequests.find(({ number }) => number === origin[live]);
  if (merged === undefined) {
    const number = open[live];
    return number === undefined ? null : { number, mergeSha: null, contained: false };
  }
  const { number, mergeSha } = merged;
  if (mergeSha === null || mergeSha === live) return { number, mergeSha, contained: false };
  const { relation } = await world.host.compare(repository, mergeSha, release);
  return { number, mergeSha, contained: relation === 'identical' || relation === 'ahead' };
};

interface Promoted {
  readonly pullNumber: number | null;
  readonly own: readonly Sha[];
  /** Every commit that ships. */
  readonly shipped: ReadonlySet<Sha>;
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
    const pullRequest = await withPushers(world, repository, pull);
    const isWhole = [pull.mergeSha, pull.headSha].some(
      (sha) => sha !== null && promoted.shipped.has(sha),
    );
    changes.push({ kind: 'pull-request', pullRequest, ...(isWhole ? {} : { partial: true }) });
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
  if (commits.length === 0) return null;
  const pushers = await branchPushers(
    world,
    repository,
    {
      repositoryId: repository.id,
      fullName: `${repository.owner}/${repository.name}`,
      ref: defaultBranchOf(repository),
    },
    { heads: endsOf(commits), commits: commits.map((commit) => commit.sha) },
  );
  return { kind: 'commits', commits, pushers };
};

/** Those that none of the others builds on; several, where pull requests were merged between them. */
const endsOf = (commits: readonly Commit[]): readonly Sha[] => {
  const continued = new Set(commits.flatMap((commit) => commit.parents));
  return commits.map((commit) => commit.sha).filter((sha) => !continued.has(sha));
};
