/** Where policy files are kept, and what of them holds in each environment. */
import type { Digest } from '../core/digest.ts';
import type { Instant } from '../core/instant.ts';
import type { Person } from '../core/person.ts';
import type { Held } from '../core/policy-diff/hold.ts';
import type { Sha } from '../core/release.ts';

/** A policy file as it was read at one commit; `text` null means there was none. */
export interface PolicyFile {
  readonly repositoryId: number;
  readonly sha: Sha;
  readonly path: string | null;
  readonly text: string | null;
}
export interface Policies {
  put(file: PolicyFile): Promise<void>;
  get(repositoryId: number, sha: Sha): Promise<PolicyFile | null>;
  /** The commit of the default branch whose policy holds now. */
  setCurrent(repositoryId: number, sha: Sha): Promise<void>;
  current(repositoryId: number): Promise<PolicyFile | null>;
  /** The newest one that held and had no problem: the current one, unless that is broken. */
  setLastValid(repositoryId: number, sha: Sha): Promise<void>;
  lastValid(repositoryId: number): Promise<PolicyFile | null>;
  putForm(form: PolicyForm): Promise<void>;
  /** Also of an environment that is gone from the policy; null for one that never was in it. */
  form(repositoryId: number, environment: string): Promise<PolicyForm | null>;
  /** All of a repository, by environment. */
  forms(repositoryId: number): Promise<readonly PolicyForm[]>;
}

/** What an environment's effective policy is, and since when; 0 where nobody saw another before. */
export interface PolicyForm {
  readonly repositoryId: number;
  readonly environment: string;
  readonly digest: Digest;
  readonly since: Instant;
  /** Null in rows from before it was kept. */
  readonly held: HeldForm | null;
}

export interface HeldForm extends Held {
  readonly waiting: Waiting | null;
}

/** A change of the file that loosens and does not hold yet: what there is to say of it. */
export interface Waiting {
  /** The commit of the default branch that shows it. */
  readonly shownAt: Sha;
  /** By which the file was changed since what holds: pull requests, and commits of none. */
  readonly pulls: readonly number[];
  readonly commits: readonly Sha[];
  /** Everyone with a part in these. */
  readonly people: readonly Person[];
}
