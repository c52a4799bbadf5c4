/** Who may deploy to an environment: one promotion at a time, each with a greater number. */
import type { Instant } from '../core/instant.ts';

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
