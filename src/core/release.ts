/**
 * What is promoted: a commit with its tree, and its artifacts. The id is a hash over content alone,
 * so asking twice for the same content names the same release.
 */
import { type Digest, digestOf } from './digest.ts';

/** 40 lower-case hexadecimal digits. */
export type Sha = string;

export interface Artifact {
  readonly name: string;
  readonly uri: string;
  readonly digest: Digest;
}

export interface Release {
  readonly id: Digest;
  readonly repositoryId: number;
  readonly sha: Sha;
  readonly tree: Sha;
  readonly artifacts: readonly Artifact[];
}

export const releaseOf = (
  repositoryId: number,
  sha: Sha,
  tree: Sha,
  artifacts: readonly Artifact[] = [],
): Release => ({
  id: digestOf({ repositoryId, sha, artifacts: artifacts.map((each) => each.digest).sort() }),
  repositoryId,
  sha,
  tree,
  artifacts,
});
