/**
 * What services need from the database. Everything in one `transaction` happens or nothing does;
 * no network is ever awaited inside one. Instants are milliseconds, ids are text, rows are plain.
 */
import type { Digest } from '../core/digest.ts';
import type { Completion, LiveFacts } from '../core/facts.ts';
import type { Instant } from '../core/instant.ts';
import type { Person } from '../core/person.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Sha } from '../core/release.ts';
import type { Stay } from '../core/release-facts.ts';
import type { Tenure } from '../core/rollback/tenure.ts';
import type { FloorsHomes } from './floors.ts';
import type { Identities } from './identities.ts';
import type { Inquiries } from './inquiries.ts';
import type { Leases } from './leases.ts';
import type { Policies } from './policies.ts';
import type { Inbox, Outbox, Wakes } from './queue.ts';
import type { RecordTables } from './record.ts';
import type { Halts, Locks, Quarantines } from './stops.ts';
import type { TargetDeliveries } from './target-deliveries.ts';
import type { Exceptions, Votes } from './voices.ts';
import type { WaitingJobs } from './waiting-jobs.ts';

export interface Store extends Tables {
  /** Serialisable on both databases. Throws `Conflict` when another writer was first: run it again. */
  transaction<T>(work: (tx: Tables) => Promise<T>): Promise<T>;
  /** Applies what is missing of the numbered migrations. */
  migrate(): Promise<void>;
  /** Cheap proof that the database answers and can be written. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface Tables {
  readonly repositories: Repositories;
  readonly inbox: Inbox;
  readonly outbox: Outbox;
  readonly wakes: Wakes;
  readonly promotions: Promotions;
  readonly votes: Votes;
  readonly exceptions: Exceptions;
  readonly inquiries: Inquiries;
  readonly ledger: Ledger;
  readonly leases: Leases;
  readonly rollbacks: Rollbacks;
  readonly holds: Holds;
  readonly locks: Locks;
  readonly halts: Halts;
  readonly quarantines: Quarantines;
  readonly heads: Heads;
  readonly pushes: Pushes;
  readonly surfaces: Surfaces;
  readonly targetDeliveries: TargetDeliveries;
  readonly policies: Policies;
  readonly floors: FloorsHomes;
  readonly waitingJobs: WaitingJobs;
  readonly identities: Identities;
  readonly record: RecordTables;
}

export interface Repository {
  readonly id: number;
  readonly owner: string;
  readonly name: string;
  readonly defaultBranch: string;
  readonly installationId: number;
  /** False after the app was removed from it. */
  readonly active: boolean;
}
export interface Repositories {
  put(repository: Repository): Promise<void>;
  byId(id: number): Promise<Repository | null>;
  byName(owner: string, name: string): Promise<Repository | null>;
  ofInstallation(installationId: number): Promise<readonly Repository[]>;
  /** Those where the app is installed, by id, from behind `after` on. */
  active(after: number, limit: number): Promise<readonly Repository[]>;
}

export interface Promotions {
  insert(promotion: Promotion): Promise<void>;
  /** Stores it when the stored version is `promotion.version - 1`; else throws `Conflict`. */
  update(promotion: Promotion): Promise<void>;
  byId(id: string): Promise<Promotion | null>;
  /** Not in a terminal state, oldest first. */
  open(
    repositoryId: number,
    where?: { readonly environment?: string; readonly pullNumber?: number; readonly sha?: Sha },
  ): Promise<readonly Promotion[]>;
  /** Newest first. */
  recent(
    repositoryId: number,
    where: {
      readonly environment?: string;
      readonly pullNumber?: number;
      readonly releaseId?: Digest;
      readonly sha?: Sha;
    },
    limit: number,
  ): Promise<readonly Promotion[]>;
  /** Open ones of every repository, oldest first, from behind `after` on. */
  allOpen(after: OpenKey | null, limit: number): Promise<readonly OpenKey[]>;
}
export type OpenKey = Pick<Promotion, 'id' | 'requestedAt'>;

export interface LedgerEntry extends LiveFacts {
  readonly id: string;
  readonly repositoryId: number;
  readonly environment: string;
  readonly artifacts: readonly Digest[];
  readonly deploymentId: string | null;
  /** Proven by our own deployment, or only seen; then with whose it was. */
  readonly origin: 'own' | 'foreign';
}
/** What ran where, since when. Only ever added to. */
export interface Ledger {
  append(entry: LedgerEntry): Promise<void>;
  live(repositoryId: number, environment: string): Promise<LedgerEntry | null>;
  /** The newest that is our own or was trusted: what is live may be another. */
  proven(repositoryId: number, environment: string): Promise<LedgerEntry | null>;
  /** What was live there, newest first, at most so many, and whether each ended well. */
  stays(repositoryId: number, environment: string, limit: number): Promise<readonly Stay[]>;
  /** Completed promotions of this release or of this tree, newest first; then deployments that were trusted. */
  completions(
    repositoryId: number,
    of: { readonly sha: Sha; readonly tree: Sha },
  ): Promise<readonly Completion[]>;
}

export interface Rollbacks {
  /** What was live in an environment and by which promotion, newest first, at most so many. */
  tenures(repositoryId: number, environment: string, limit: number): Promise<readonly Tenure[]>;
  /** Marks what a promotion brought there as faulty, for good. */
  mark(promotionId: string, rollbackId: string, at: Instant): Promise<void>;
  /** The same of an entry of the ledger that no promotion brought. */
  markForeign(entryId: string, rollbackId: string, at: Instant): Promise<void>;
}

/** Nothing is promoted to an environment by itself, because a person decided otherwise. */
export interface Hold {
  readonly repositoryId: number;
  readonly environment: string;
  /** The rollback that set it. */
  readonly promotionId: string;
  readonly by: Person;
  readonly reason: string | null;
  readonly since: Instant;
}
/** One for each environment. */
export interface Holds {
  put(hold: Hold): Promise<void>;
  of(repositoryId: number, environment: string): Promise<Hold | null>;
  lift(repositoryId: number, environment: string): Promise<void>;
}

/** Heads of a pull request as GitHub told them, with GitHub's own time. */
export interface Head {
  readonly repositoryId: number;
  readonly pullNumber: number;
  readonly sha: Sha;
  readonly at: Instant;
}
export interface Heads {
  record(head: Head): Promise<void>;
  /** Oldest first. */
  of(repositoryId: number, pullNumber: number): Promise<readonly Head[]>;
}

export interface Push {
  /** The repository that was pushed to: of a fork's branch, the fork. */
  readonly repositoryId: number;
  /** `refs/heads/…`. */
  readonly ref: string;
  readonly before: Sha;
  readonly after: Sha;
  readonly forced: boolean;
  readonly person: Person;
  /** By GitHub's clock: events come in any order. */
  readonly at: Instant;
  /** `merge`: GitHub itself merged a pull request. */
  readonly kind: 'push' | 'merge';
}
export interface Pushes {
  /** The same (repository, ref, before, after, kind, person) is kept once. */
  record(push: Push): Promise<void>;
  /** Oldest first. */
  ofRef(repositoryId: number, ref: string): Promise<readonly Push[]>;
  to(repositoryId: number, after: Sha): Promise<readonly Push[]>;
}

/** Something Lockkeeper wrote on GitHub and keeps current: a check run, a comment. */
export interface Surface {
  readonly key: string;
  /** GitHub's id of it, as decimal text; null while a write has no recorded outcome. */
  readonly externalId: string | null;
  /** Digest of what was last written: equal means nothing to write. */
  readonly digest: Digest | null;
  /** JSON the writer wants to know next time. */
  readonly state: unknown;
}
export interface Surfaces {
  get(key: string): Promise<Surface | null>;
  put(surface: Surface): Promise<void>;
}

/** Another writer was first. Nothing was written; the work can be run again. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}
