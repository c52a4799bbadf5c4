/**
 * Who pushed to a branch. Pushes are recorded as GitHub delivers them; what was missed is asked of
 * GitHub's own activity record, and what neither knows stays unknown: then nothing is proven.
 */

import { type PushLine, pushersOf } from '../core/approvals/pushers.ts';
import type { PullRequestFacts } from '../core/facts.ts';
import type { Person } from '../core/person.ts';
import type { Sha } from '../core/release.ts';
import type { HostPullRequest } from '../ports/code-host.ts';
import type { Push, Repository } from '../ports/store.ts';
import type { World } from './world.ts';

export interface Branch {
  readonly repositoryId: number;
  readonly fullName: string;
  /** `refs/heads/…`. */
  readonly ref: string;
}

/** Everyone whose push made the branch what it is at `head`, back to where `commits` begin. */
export const branchPushers = async (
  world: World,
  repository: Repository,
  branch: Branch,
  line: PushLine,
): Promise<readonly Person[] | null> => {
  const recorded = pushersOf(await world.store.pushes.ofRef(branch.repositoryId, branch.ref), line);
  if (recorded !== null) return recorded;
  await learnPushes(world, repository, branch);
  return pushersOf(await world.store.pushes.ofRef(branch.repositoryId, branch.ref), line);
};

/** Whether GitHub itself merged this commit into the branch, by its own activity record. */
const mergedByGitHub = async (
  world: World,
  repository: Repository,
  baseRef: string,
  mergeSha: Sha,
): Promise<boolean> => {
  const isMerge = (push: Push): boolean => push.kind === 'merge';
  if ((await world.store.pushes.to(repository.id, mergeSha)).some(isMerge)) return true;
  await learnPushes(world, repository, {
    repositoryId: repository.id,
    fullName: `${repository.owner}/${repository.name}`,
    ref: `refs/heads/${baseRef}`,
  });
  return (await world.store.pushes.to(repository.id, mergeSha)).some(isMerge);
};

/** A person's pull request with everyone who pushed to it. */
export const withPushers = async (
  world: World,
  repository: Repository,
  pull: HostPullRequest,
): Promise<PullRequestFacts> => {
  const { title: _title, headRepository, headRefCurrent: _current, ...rest } = pull;
  const pushers =
    headRepository === null
      ? null
      : await branchPushers(
          world,
          repository,
          {
            repositoryId: headRepository.id,
            fullName: headRepository.fullName,
            ref: `refs/heads/${pull.headRef}`,
          },
          { head: pull.headSha, commits: pull.commits.map((commit) => commit.sha) },
        );
  const treesDiffer = pull.mergeSha !== null && pull.mergeTree !== pull.headTree;
  const byGitHub =
    pull.state === 'merged' && pull.mergeSha !== null && treesDiffer
      ? await mergedByGitHub(world, repository, pull.baseRef, pull.mergeSha)
      : false;
  return { ...rest, pushers, mergedByGitHub: byGitHub };
};

const learnPushes = async (world: World, repository: Repository, branch: Branch): Promise<void> => {
  const pushes = await world.host.activity(repository, branch);
  await world.store.transaction(async (tx) => {
    for (const push of pushes) await tx.pushes.record(push);
  });
};
