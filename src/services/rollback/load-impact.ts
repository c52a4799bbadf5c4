/** Finds out what a rollback would take away, from GitHub and from what was live before. */
import type { EffectivePolicy } from '../../core/policy.ts';
import type { RollbackImpact } from '../../core/promotion/rollback-impact.ts';
import type { Sha } from '../../core/release.ts';
import { type Differences, impactOf } from '../../core/rollback/impact.ts';
import { type Standing, type Target, undoneBy } from '../../core/rollback/tenure.ts';
import { HostFault } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import type { World } from '../world.ts';

/** The pull requests of so many commits are looked up, the newest first. */
const MAX_LOOKED_UP = 100;

export const loadImpact = async (
  world: World,
  repository: Repository,
  policy: EffectivePolicy,
  between: { readonly standing: Standing; readonly target: Target },
): Promise<RollbackImpact> => {
  const { standing, target } = between;
  const promotion = undoneBy(standing);
  const undone = {
    sha: promotion?.release.sha ?? standing.tenures[0]?.sha ?? target.sha,
    pullNumber: promotion?.pullNumber ?? null,
  };
  const { promotion: _promotion, ...told } = target;
  const { migrations } = policy.environment.rollback;
  const ends = { from: undone.sha, to: target.sha };
  const differences: Differences = {
    ...(await commitsBetween(world, repository, ends, target.pullNumber)),
    files: migrations.length === 0 ? [] : await filesBetween(world, repository, ends),
  };
  return impactOf({ undone, target: told }, differences, {
    migrations,
    tenures: standing.tenures,
  });
};

interface Ends {
  readonly from: Sha;
  readonly to: Sha;
}

const commitsBetween = async (
  world: World,
  repository: Repository,
  { from, to }: Ends,
  ownPull: number | null,
): Promise<Pick<Differences, 'commits' | 'pullRequests'>> => {
  const compared = await unlessUnreadable(() => world.host.compare(repository, to, from));
  if (compared === null) return { commits: null, pullRequests: null };
  const commits = compared.commits.toReversed();
  const lookedUp = commits.slice(0, MAX_LOOKED_UP);
  if (lookedUp.length === 0) return { commits, pullRequests: [] };
  const origins = await unlessUnreadable(() => world.host.originsOf(repository, lookedUp));
  if (origins === null) return { commits, pullRequests: null };
  const numbers = lookedUp.map((sha) => origins.origin[sha] ?? origins.open[sha] ?? ownPull);
  const others = numbers.filter((number): number is number => number !== ownPull);
  return { commits, pullRequests: [...new Set(others)] };
};

const filesBetween = async (
  world: World,
  repository: Repository,
  { from, to }: Ends,
): Promise<readonly string[] | null> =>
  unlessUnreadable(() => world.host.changedPaths(repository, to, from));

/** Too much to read, or nothing in common, is an answer here: not knowing is a risk that is told. */
const unlessUnreadable = async <T>(read: () => Promise<T>): Promise<T | null> => {
  try {
    return await read();
  } catch (fault) {
    if (fault instanceof HostFault && fault.kind === 'unreadable') return null;
    throw fault;
  }
};
