/**
 * What can be known of a release itself: which branches have it, whether its commits are signed, and
 * how long it has been live where it was before.
 */
import type { Digest } from './digest.ts';
import type { Instant } from './instant.ts';
import type { Sha } from './release.ts';

/** Where a release belongs, as far as the allowed branches are concerned. */
export interface BranchFacts {
  /** Name of the repository's default branch, without `refs/heads/`. */
  readonly defaultBranch: string;
  /** The pull request that it is of; null where it is of none. */
  readonly pull: {
    readonly number: number;
    readonly state: 'open' | 'merged' | 'closed';
    readonly baseRef: string;
  } | null;
  /** Names of allowed branches whose head has the commit; not looked for where the pull request tells. */
  readonly having: readonly string[];
}

/** What GitHub says of the signature of one commit. */
export interface CommitSignature {
  readonly sha: Sha;
  readonly verified: boolean;
  /** GitHub's own word for why, in small letters: `unsigned`, `unknown_key`, `valid` and others. */
  readonly reason: string;
}

/** A release that was or is live in an environment before. */
export interface Stay {
  readonly environment: string;
  readonly sha: Sha;
  readonly tree: Sha;
  readonly artifacts: readonly Digest[];
  readonly since: Instant;
  /** It completed there, or was deployed by somebody trusted, and was neither rolled back nor marked faulty. */
  readonly healthy: boolean;
}
