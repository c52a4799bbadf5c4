/**
 * What services need from the database. Everything in one `transaction` happens or nothing does;
 * no network is ever awaited inside one. Instants are milliseconds, ids are text, rows are plain.
 */
import type { Digest } from '../core/digest.ts';
import type { Completion, LiveFacts, StoredVote } from '../core/facts.ts';
import type { Instant } from '../core/instant.ts';
import type { Person } from '../core/person.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Sha } from '../core/release.ts';

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
  readonly ledger: Ledger;
  readonly leases: Leases;
  readonly heads: Heads;
  readonly pushes: Pushes;
  readonly surfaces: Surfaces;
  readonly policies: Policies;
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
}

/** A webhook as it came. `id` is its delivery GUID, the key against duplicates. */
export interface Delivery {
  readonly id: string;
  readonly event: string;
  readonly payload: string;
  readonly receivedAt: Instant;
}
export interface Leased {
  /** How often it was begun, this time included. */
  readonly attempts: number;
}
export interface Inbox {
  /** `duplicate` where the id is known already, whatever became of it. */
  put(delivery: Delivery): Promise<'stored' | 'duplicate'>;
  /** The oldest due deliveries that nobody holds, in order of arrival; held until `now + leaseMs`. */
  claim(now: Instant, leaseMs: number, limit: number): Promise<readonly (Delivery & Leased)[]>;
  done(id: string, now: Instant): Promise<void>;
  /** Given back, to be claimed again from `at` on. */
  retry(id: string, at: Instant, error: string): Promise<void>;
  /** Kept, never claimed again; a person must look. */
  bury(id: string, now: Instant, error: string): Promise<void>;
  /** Deliveries not done and not buried. */
  depth(): Promise<number>;
}

/**
 * An effect to make in the world, written with the state that asked for it. `key` is unique: adding
 * one that is still waiting changes its payload and due time (coalesced); one that was done is made
 * due again. Effects of one lane run one after the other, in order of adding.
 */
export interface Effect {
  readonly key: string;
  readonly lane: string;
  readonly kind: string;
  /** JSON. */
  readonly payload: unknown;
  readonly dueAt: Instant;
  /** Smaller goes first: 0 decisions (deployments), 1 check runs, 2 answers, 3 decoration. */
  readonly priority: number;
}
export interface LeasedEffect extends Effect, Leased {
  /** Grows each time the key is added; `done` of an older generation leaves the newer one waiting. */
  readonly generation: number;
  /** An earlier attempt began and has no recorded outcome: look first whether it is there already. */
  readonly uncertain: boolean;
}
export interface Outbox {
  add(effect: Effect): Promise<void>;
  claim(now: Instant, leaseMs: number, limit: number): Promise<readonly LeasedEffect[]>;
  done(key: string, generation: number, now: Instant): Promise<void>;
  retry(key: string, at: Instant, error: string): Promise<void>;
  bury(key: string, now: Instant, error: string): Promise<void>;
  depth(): Promise<number>;
}

/** "Look at promotion `key` again from `dueAt` on." Unique by key; the earlier instant wins. */
export interface Wakes {
  at(key: string, dueAt: Instant): Promise<void>;
  claim(
    now: Instant,
    leaseMs: number,
    limit: number,
  ): Promise<readonly (Leased & { readonly key: string; readonly generation: number })[]>;
  /** Removes it, unless it was asked for again since it was claimed. */
  done(key: string, generation: number): Promise<void>;
  retry(key: string, at: Instant, error: string): Promise<void>;
  /** The instant of the next due wake, or null. */
  next(): Promise<Instant | null>;
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
    },
    limit: number,
  ): Promise<readonly Promotion[]>;
  /** Open ones of every repository, for the sweep. */
  allOpen(limit: number): Promise<readonly Promotion[]>;
}

export interface Votes {
  insert(vote: StoredVote): Promise<void>;
  /** Takes it back; it stays in the table and counts no more. */
  withdraw(id: string, at: Instant, by: Person): Promise<void>;
  /** Not withdrawn, oldest first. */
  standing(
    repositoryId: number,
    releaseId: Digest,
    environment: string,
  ): Promise<readonly StoredVote[]>;
}

export interface LedgerEntry extends LiveFacts {
  readonly id: string;
  readonly repositoryId: number;
  readonly environment: string;
  readonly artifacts: readonly Digest[];
  readonly deploymentId: string | null;
  /** Proven by our own deployment, or only seen. */
  readonly origin: 'own' | 'foreign';
}
/** What ran where, since when. Only ever added to. */
export interface Ledger {
  append(entry: LedgerEntry): Promise<void>;
  live(repositoryId: number, environment: string): Promise<LedgerEntry | null>;
  /** Completed promotions of this release or of this tree, newest first. */
  completions(
    repositoryId: number,
    of: { readonly sha: Sha; readonly tree: Sha },
  ): Promise<readonly Completion[]>;
}

export interface Leases {
  /** Takes the environment for a promotion: its fencing number, or null while another holds it. */
  take(
    repositoryId: number,
    environment: string,
    promotionId: string,
    now: Instant,
  ): Promise<number | null>;
  holder(
    repositoryId: number,
    environment: string,
  ): Promise<{ readonly promotionId: string; readonly fence: number } | null>;
  /** Frees it, if this promotion still holds it. */
  release(repositoryId: number, environment: string, promotionId: string): Promise<void>;
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
  readonly at: Instant;
  /** `merge`: GitHub itself merged a pull request. */
  readonly kind: 'push' | 'merge';
}
export interface Pushes {
  /** The same (repository, ref, before, after) is kept once. */
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
  forgetCurrent(repositoryId: number): Promise<void>;
}

/** One link of an append-only chain. */
export interface ChainEntry {
  /** `repository:<id>` or `organisation:<id>`. */
  readonly chain: string;
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: Instant;
  /** `decision`, or what happened: `promotion.requested`, `vote.cast`, … */
  readonly kind: string;
  readonly promotionId: string | null;
  readonly environment: string | null;
  readonly personId: number | null;
  /** JSON text, canonical: exactly what was hashed. */
  readonly body: string;
  /** Hash of the entry before; 64 zeros for the first. */
  readonly previous: Digest;
  readonly hash: Digest;
}
export interface ChainHead {
  readonly chain: string;
  readonly seq: number;
  readonly hash: Digest;
  readonly keyId: string;
  /** Ed25519 over the canonical JSON of {chain, seq, hash, keyId}, base64. */
  readonly signature: string;
}
export interface SigningKey {
  readonly id: string;
  /** PEM, SPKI. */
  readonly publicKey: string;
  readonly createdAt: Instant;
  /** The key before, and its signature over this public key, base64; null for the first. */
  readonly signedBy: { readonly keyId: string; readonly signature: string } | null;
}
export interface RecordTables {
  /** The last entry of a chain, or null. Locks the chain until the transaction ends. */
  last(chain: string): Promise<ChainEntry | null>;
  append(entry: ChainEntry): Promise<void>;
  entries(chain: string, after: number, limit: number): Promise<readonly ChainEntry[]>;
  byHash(hash: Digest): Promise<ChainEntry | null>;
  ofPromotion(promotionId: string): Promise<readonly ChainEntry[]>;
  chains(): Promise<readonly string[]>;
  /** Facts and policies that decisions looked at, kept once under their digest. */
  putEvidence(digest: Digest, body: string): Promise<void>;
  evidence(digest: Digest): Promise<string | null>;
  putHead(head: ChainHead): Promise<void>;
  head(chain: string): Promise<ChainHead | null>;
  putKey(key: SigningKey): Promise<void>;
  keys(): Promise<readonly SigningKey[]>;
}

/** Another writer was first. Nothing was written; the work can be run again. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}
