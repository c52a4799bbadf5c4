/** What services need from the database of policies: files as they were read, and since when each holds. */
import type { Digest } from '../core/digest.ts';
import type { Instant } from '../core/instant.ts';
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
}

/** What an environment's effective policy is, and since when; 0 where nobody saw another before. */
export interface PolicyForm {
  readonly repositoryId: number;
  readonly environment: string;
  readonly digest: Digest;
  readonly since: Instant;
}
