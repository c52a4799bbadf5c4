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

/** What of a release must be equal for two of them to be the same content. */
export interface Content {
  readonly sha: Sha;
  readonly tree: Sha;
  readonly artifacts: readonly Digest[];
}

/** The same commit with the same artifacts; where neither has artifacts, an identical tree. */
export const isSameContent = (content: Content, release: Release): boolean => {
  const theirs = content.artifacts.toSorted();
  const ours = release.artifacts.map((artifact) => artifact.digest).sort();
  if (theirs.length === 0 && ours.length === 0) return content.tree === release.tree;
  return content.sha === release.sha && theirs.join() === ours.join();
};

/** A release of this content; its id is SHA-256 over repository, commit and artifact digests. */
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
