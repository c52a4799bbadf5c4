/**
 * What else ships with a release: every change between the one that is live and this one, each
 * judged by its own pull request where it came by one.
 */
import type { Change, Commit, LiveFacts, LivePull, ShippedFacts } from '../../core/facts.ts';
import type { PromotionRequest } from '../../core/promotion/request.ts';
import type { Sha } from '../../core/release.ts';
import type { CommitOrigins } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import { defaultBranchOf } from '../policy/policies.ts';
import type { World } from '../world.ts';
import { branchPushers, withPeople } from './pushers.ts';

export const loadShipped = async (
  world: World,
  repository: Repository,
  promotion: PromotionRequest,
  from: Compared,
): Promise<ShippedFacts> => {
  const { sha } = promotion.release;
  const { live, proven, own } = from;
  const { relation, commits: sinceLive } = await compared(world, repository, live, promotion);
  // Whoever deploys past us could hide a change in what is live: who ships it is asked since what was
  // let pass. Where nothing was, what is live is still the stricter beginning.
  const base = proven ?? live;
  const since =
    base?.sha === live?.sha
      ? sinceLive
      : (await compared(world, repository, base, promotion)).commits;
  if (since === null) return { relation, changes: [] };
  // A commit of no pull request that what is live already contains is still somebody's work.
  const judged = since.length === 0 && promotion.pullNumber === null ? [sha] : since;
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

interface Compared {
  /** What is live there, whoever deployed it. */
  readonly live: LiveFacts | null;
  /** The newest that we let pass there, or trusted. */
  readonly proven: LiveFacts | null;
  /** The promoted pull request's own commits. */
  readonly own: readonly Sha[];
}

/** How the release stands to it, and what the release has more; null where the content is the same. */
const compared = async (
  world: World,
  repository: Repository,
  base: LiveFacts | null,
  { release }: PromotionRequest,
): Promise<{
  readonly relation: Exclude<ShippedFacts['relation'], 'not_compared'>;
  readonly commits: readonly Sha[] | null;
}> => {
  if (base === null) return { relation: 'first', commits: [] };
  if (base.sha === release.sha || base.tree === release.tree) {
    return { relation: 'identical', commits: null };
  }
  return world.host.compare(repository, base.sha, release.sha);
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
    const pullRequest = await withPeople(world, repository, pull);
    const isWhole = [pull.mergeSha, pull.headSha].some(
      (sha) => sha !== null && promoted.shipped.has(sha),
    );
    changes.push({ kind: 'pull-request', pullRequest, ...(isWhole ? {} : { partial: true }) });
  }
  const direct = await directCommits(world, repository, origins, promoted.own);
  return direct === null ? changes : [...changes, direct];
};

/** Commits of no merged pull request, the promoted pull request's own left out. */
export const directCommits = async (
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
