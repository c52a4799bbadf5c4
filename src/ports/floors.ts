/** Where the floors of an owner's repositories are read. */
import type { Instant } from '../core/instant.ts';

export interface FloorsHome {
  readonly owner: string;
  /** The owner's repository `.github`; null where there was none when it was looked for. */
  readonly repositoryId: number | null;
  readonly lookedAt: Instant;
}

export interface FloorsHomes {
  put(home: FloorsHome): Promise<void>;
  /** Whatever the case of the name; null where nobody looked yet. */
  of(owner: string): Promise<FloorsHome | null>;
}
