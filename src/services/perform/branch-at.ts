/**
 * The branch to name in a deployment. GitHub gives a deployment by bare SHA an empty ref, which an
 * environment with a branch policy may refuse, so a branch that points at the commit is named.
 */
import type { Promotion } from '../../core/promotion/state.ts';
import type { Repository } from '../../ports/store.ts';
import type { World } from '../world.ts';

export const branchAt = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
): Promise<string | null> => {
  const { sha } = promotion.release;
  const snapshot = await world.snapshots.of(repository, {
    pullNumber: promotion.pullNumber,
    sha,
    teams: [],
  });
  const pull = snapshot.pullRequest;
  if (pull !== null && !pull.fork && pull.headRefCurrent && pull.headSha === sha)
    return pull.headRef;
  return snapshot.defaultBranch.sha === sha ? snapshot.defaultBranch.name : null;
};
