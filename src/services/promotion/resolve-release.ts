/**
 * Which commit a request means. The head of a pull request is the one that was known when the person
 * asked; a named commit must belong to the pull request or be reachable from the default branch,
 * because any commit of a fork answers under the upstream repository's name.
 */
import type { EffectivePolicy } from '../../core/policy.ts';
import { bindHead } from '../../core/promotion/command-binding.ts';
import type { Refusal } from '../../core/reasons.ts';
import { type Release, releaseOf, type Sha } from '../../core/release.ts';
import { no, ok, type Result } from '../../core/result.ts';
import type { HostPullRequest } from '../../ports/code-host.ts';
import { type Caller, pullNumberOf } from '../caller.ts';
import { pageSnapshot } from '../facts/facts.ts';
import type { World } from '../world.ts';

export interface Resolved {
  readonly release: Release;
  readonly pullNumber: number | null;
  readonly askedAs: 'head' | 'sha';
  /** Whose code it is, where it comes from a fork. */
  readonly fork: string | null;
}

export const resolveRelease = async (
  world: World,
  caller: Caller,
  policy: EffectivePolicy,
  /** The commit that was named; null where the pull request's own is meant. */
  sha: string | null,
): Promise<Result<Resolved, Refusal>> => {
  const { pullRequest: pull, defaultBranch } = await pageSnapshot(world, caller, policy);
  if (sha !== null) return namedRelease(world, caller, { pull, sha, mainSha: defaultBranch.sha });
  if (pull === null) return no({ code: 'not_a_pull_request' });
  switch (pull.state) {
    case 'closed':
      return no({ code: 'pull_request_closed', number: pull.number });
    case 'merged':
      return mergedRelease(caller, pull);
    case 'open':
      return headRelease(world, caller, pull, policy.environment.name);
    default:
      return pull.state satisfies never;
  }
};

const forkOf = (pull: HostPullRequest): string | null =>
  pull.fork ? (pull.headRepository?.fullName ?? 'a deleted fork') : null;

const headRelease = async (
  world: World,
  caller: Caller,
  pull: HostPullRequest,
  environment: string,
): Promise<Result<Resolved, Refusal>> => {
  const heads = await world.store.heads.of(caller.repository.id, pull.number);
  const bound = bindHead(heads, caller.at, pull.headSha);
  if (!bound.ok) return no({ ...bound.problem, environment });
  return ok({
    release: releaseOf(caller.repository.id, pull.headSha, pull.headTree),
    pullNumber: pull.number,
    askedAs: 'head',
    fork: forkOf(pull),
  });
};

const mergedRelease = (caller: Caller, pull: HostPullRequest): Result<Resolved, Refusal> => {
  if (pull.mergeSha === null || pull.mergeTree === null) {
    return no({ code: 'pull_request_closed', number: pull.number });
  }
  return ok({
    release: releaseOf(caller.repository.id, pull.mergeSha, pull.mergeTree),
    pullNumber: pull.number,
    askedAs: 'head',
    fork: null,
  });
};

const namedRelease = async (
  world: World,
  caller: Caller,
  ask: {
    readonly pull: HostPullRequest | null;
    readonly sha: string;
    /** Where the default branch is: its name could be that of a tag as well. */
    readonly mainSha: string;
  },
): Promise<Result<Resolved, Refusal>> => {
  const { repository } = caller;
  const { pull, sha: asked, mainSha } = ask;
  const commit = await world.host.commit(repository, asked);
  if (commit === 'ambiguous') return no({ code: 'sha_ambiguous', sha: asked });
  const onPullRequest = pullNumberOf(caller) !== null;
  const notReachable = no<Refusal>({ code: 'sha_not_reachable', sha: asked, onPullRequest });
  if (commit === null) return notReachable;
  const release = releaseOf(repository.id, commit.sha, commit.tree);
  const inPull = pull?.commits.some((each) => each.sha === commit.sha) ?? false;
  if (pull !== null && shipsFrom(pull, commit.sha, inPull)) {
    // What it was merged as is this repository's, also where that is the fork's very commit.
    const fork = pull.mergeSha === commit.sha ? null : forkOf(pull);
    return ok({ release, pullNumber: pull.number, askedAs: 'sha', fork });
  }
  const { pullRequests, heads } = await world.host.originsOf(repository, [commit.sha]);
  const head = heads[commit.sha];
  // Asked on another pull request's page, it would pass for one of that one's commits.
  if (!onPullRequest && head !== undefined) {
    return ok({ release, pullNumber: head, askedAs: 'sha', fork: null });
  }
  const toBranch = await world.host.compare(repository, commit.sha, mainSha);
  if (toBranch.relation !== 'ahead' && toBranch.relation !== 'identical') {
    if (inPull && pull !== null) return no({ code: 'pull_request_closed', number: pull.number });
    return notReachable;
  }
  const merged = pullRequests.find((each) => each.mergeSha === commit.sha);
  return ok({ release, pullNumber: merged?.number ?? null, askedAs: 'sha', fork: null });
};

/** A closed pull request was given up: its commits ship only where the default branch has them. */
const shipsFrom = (pull: HostPullRequest, sha: Sha, isOneOfIts: boolean): boolean =>
  pull.state !== 'closed' && (isOneOfIts || pull.mergeSha === sha);
