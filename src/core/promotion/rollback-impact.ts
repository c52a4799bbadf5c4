/**
 * What a rollback would take away, and how risky that is, as it is kept with the promotion: plain data
 * of a bounded size. How it comes about is `core/rollback/impact.ts`.
 */
import type { Instant } from '../instant.ts';
import type { Sha } from '../release.ts';

/** What became of a release: a rollback replaced it, or went past it, or somebody marked it as bad. */
export type Mark = 'rolled_back' | 'faulty' | 'quarantined';

/** A release that completed in the environment, and when it was live there last. */
export interface Candidate {
  readonly sha: Sha;
  readonly pullNumber: number | null;
  readonly since: Instant;
  /** Null while it is live. */
  readonly until: Instant | null;
  readonly mark: Mark | null;
}

/** The first of many, and how many there are. */
export interface Listed<T> {
  readonly total: number;
  readonly shown: readonly T[];
}

export interface Migration {
  readonly path: string;
  readonly irreversible: boolean;
}

export interface RollbackImpact {
  /** What would be undone: what is live, or what is on its way there or failed there. */
  readonly undone: { readonly sha: Sha; readonly pullNumber: number | null };
  readonly target: Candidate;
  /** Commits that disappear, newest first; null where GitHub cannot compare the two. */
  readonly commits: Listed<Sha> | null;
  /** Pull requests that disappear, as far as their commits were looked up. */
  readonly pullRequests: Listed<number> | null;
  /** Null where it is not known which files differ; empty where the policy names none. */
  readonly migrations: Listed<Migration> | null;
  /** Half of the newest deployments there took no longer; null where none was measured. */
  readonly expectedMs: number | null;
  readonly risk: 'safe' | 'risky' | 'blocked';
  readonly because: readonly Risk[];
}

export type Risk =
  | { readonly code: 'irreversible_migration'; readonly count: number }
  | { readonly code: 'files_unknown' }
  | { readonly code: 'not_compared' }
  | { readonly code: 'marked'; readonly mark: Exclude<Mark, 'quarantined'> }
  | { readonly code: 'quarantined' };
