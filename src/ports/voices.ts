/** What services need of what people said about one promotion: votes, and exceptions from freezes. */
import type { Digest } from '../core/digest.ts';
import type { StoredException, StoredVote } from '../core/facts.ts';
import type { Instant } from '../core/instant.ts';
import type { Person } from '../core/person.ts';

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

/** What was said about going through freezes. Only ever added to. */
export interface Exceptions {
  insert(exception: StoredException): Promise<void>;
  /** Of every window, oldest first. */
  of(promotionId: string): Promise<readonly StoredException[]>;
}
