/** What services need from the record: chains that are only ever added to, and what signs them. */
import type { Digest } from '../core/digest.ts';
import type { Instant } from '../core/instant.ts';
import type { SuccessiveKey } from '../core/key-trust.ts';
import type { ChainEntry, ChainHead } from '../core/record.ts';

export interface SigningKey extends SuccessiveKey {
  readonly createdAt: Instant;
}
export interface RecordTables {
  /** The last entry of a chain, or null. Locks the chain until the transaction ends. */
  last(chain: string): Promise<ChainEntry | null>;
  append(entry: ChainEntry): Promise<void>;
  entries(chain: string, after: number, limit: number): Promise<readonly ChainEntry[]>;
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
