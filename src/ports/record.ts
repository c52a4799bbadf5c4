/** What services need from the record: chains that are only ever added to, and what signs them. */
import type { Digest } from '../core/digest.ts';
import type { Instant } from '../core/instant.ts';

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
  /**
   * The key before, and its signature over the `successionText` of this one, base64; null for the
   * first, and for one whose predecessor was lost.
   */
  readonly signedBy: { readonly keyId: string; readonly signature: string } | null;
}
export interface RecordTables {
  /** The last entry of a chain, or null. Locks the chain until the transaction ends. */
  last(chain: string): Promise<ChainEntry | null>;
  append(entry: ChainEntry): Promise<void>;
  entries(chain: string, after: number, limit: number): Promise<readonly ChainEntry[]>;
  byHash(hash: Digest): Promise<ChainEntry | null>;
  /** The newest entry of this kind about a promotion, or null. */
  lastOf(promotionId: string, kind: string): Promise<ChainEntry | null>;
  chains(): Promise<readonly string[]>;
  /** Chains whose head another key signed. */
  chainsSignedByOthers(keyId: string): Promise<readonly string[]>;
  /** Facts and policies that decisions looked at, kept once under their digest. */
  putEvidence(digest: Digest, body: string): Promise<void>;
  evidence(digest: Digest): Promise<string | null>;
  putHead(head: ChainHead): Promise<void>;
  head(chain: string): Promise<ChainHead | null>;
  putKey(key: SigningKey): Promise<void>;
  /** Oldest first. */
  keys(): Promise<readonly SigningKey[]>;
}
