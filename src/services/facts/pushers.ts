/**
 * Who pushed to a branch. Pushes are recorded as GitHub delivers them; what was missed is asked of
 * GitHub's own activity record, and what neither knows stays unknown: then nothing is proven.
 */
import { type PushLine, pushersOf } from '../../core/approvals/pushers.ts';
import type { PullRequestFacts } from '../../core/facts.ts';
import { wholeSecond } from '../../core/instant.ts';
import type { Person } from '../../core/person.ts';
import type { Sha } from '../../core/release.ts';
import type { HostPullRequest } from '../../ports/code-host.ts';
import type { Push, Repository } from '../../ports/store.ts';
import { withAccounts } from '../identity/accounts.ts';
import type { World } from '../world.ts';

export interface Branch {
  readonly repositoryId: number;
  readonly fullName: string;
  /** `refs/heads/…`. */
  readonly ref: string;
}

/** Everyone whose push made the branch what it is at `heads`, back to where `commits` begin. */
export const branchPushers = async (
  world: World,
  repository: Repository,
  branch: Branch,
  line: PushLine,
): Promise<readonly Person[] | null> => {
  const recorded = (): Promise<readonly Push[]> =>
    world.store.pushes.ofRef(branch.repositoryId, branch.ref);
  let people = pushersOf(await recorded(), line);
  if (people === null) {
    await learnPushes(world, repository, branch);
    people = pushersOf(await recorded(), line);
  }
  if (people === null) return null;
  const bringers = await bringersOf(world, branch.repositoryId, line.commits);
  const byId = new Map([...people, ...bringers].map((person) => [person.id, person]));
  return [...byId.values()].sort((a, b) => a.id - b.id);
};

/**
 * Whoever first pushed one of the commits, to whatever branch: a branch can be made from another one,
 * and then its own pushes name only who created it. Later pushes of the same commit bring nothing new.
 * GitHub tells seconds: whoever pushed in the same one may have been first.
 */
const bringersOf = async (
  world: World,
  repositoryId: number,
  commits: readonly Sha[],
): Promise<readonly Person[]> => {
  const people: Person[] = [];
  for (const sha of commits) {
    const pushes = await world.store.pushes.to(repositoryId, sha);
    const first = Math.min(...pushes.map(({ at }) => wholeSecond(at)));
    const early = pushes.filter(({ at }) => wholeSecond(at) === first);
    people.push(...early.map(({ person }) => person));
  }
  return people;
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

/** A pull request with everyone who pushed to it, and who else its reviewers are. */
export const withPeople = async (
  world: World,
  repository: Repository,
  pull: HostPullRequest,
): Promise<PullRequestFacts> => {
  const {
    title: _title,
    headRepository,
    headRefCurrent: _current,
    signatures: _signatures,
    ...rest
  } = pull;
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
          { heads: [pull.headSha], commits: pull.commits.map((commit) => commit.sha) },
        );
  const treesDiffer = pull.mergeSha !== null && pull.mergeTree !== pull.headTree;
  const byGitHub =
    pull.state === 'merged' && pull.mergeSha !== null && treesDiffer
      ? await mergedByGitHub(world, repository, pull.baseRef, pull.mergeSha)
      : false;
  const reviews = await withAccounts(world.store, rest.reviews);
  return { ...rest, pushers, mergedByGitHub: byGitHub, reviews };
};

const learnPushes = async (world: World, repository: Repository, branch: Branch): Promise<void> => {
  const pushes = await world.host.activity(repository, branch);
  await world.store.transaction(async (tx) => {
    for (const push of pushes) await tx.pushes.record(push);
  });
};
