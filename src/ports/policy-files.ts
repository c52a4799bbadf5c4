/** Policy files where they are written: on the code host, at a commit. */
import type { Sha } from '../core/release.ts';
import type { Repository } from './store.ts';

export interface PolicyFiles {
  /** The policy file at a commit, or a branch as `refs/heads/…`; text null where there is none. */
  policyFile(
    repository: Repository,
    ref: string,
  ): Promise<{ readonly sha: Sha; readonly path: string | null; readonly text: string | null }>;
  /** Another repository of the same owner; null where the app has none of that name, or it is empty. */
  repositoryNamed(
    repository: Repository,
    name: string,
  ): Promise<Pick<Repository, 'id' | 'name' | 'defaultBranch'> | null>;
  /**
   * Commits that changed the policy file and can be reached from `to` and not from `from`, newest first.
   * Of a file under another name than the one that counted at `from`, all that changed it.
   */
  policyCommits(
    repository: Repository,
    range: { readonly from: Sha; readonly to: Sha },
  ): Promise<readonly PolicyCommit[]>;
}

export interface PolicyCommit {
  readonly sha: Sha;
  /** The name that counts at the end of the range, where it changed the file under that one. */
  readonly path: string | null;
}
