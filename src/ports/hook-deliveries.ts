/** What GitHub says of the webhooks it sent, and what it would have told by those that are lost. */
import type { Instant } from '../core/instant.ts';
import type { Delivery } from './queue.ts';
import type { Repository } from './store.ts';

/** One attempt to deliver an event that the app did not take. */
export interface FailedDelivery {
  /** GitHub's number of the attempt. */
  readonly attempt: string;
  /** The event: the same for all attempts. */
  readonly guid: string;
  readonly at: Instant;
}

export interface FailedDeliveries {
  /** Newest first. */
  readonly failed: readonly FailedDelivery[];
  /** There are more, of before: these are the newest. */
  readonly isCut: boolean;
}

export interface HookDeliveries {
  /** Since then. GitHub keeps three days. One REST call for each 100, and 200 of them at most. */
  failedDeliveries(since: Instant): Promise<FailedDeliveries>;
  /** Asks for the event once more, under the same guid; it comes as a webhook. */
  redeliver(attempt: string): Promise<void>;
  /**
   * What people said in a repository from `since` until `until`, as webhooks would have told it, under
   * ids that are the same each time. One REST call for each 100; asked of the installation.
   */
  missedComments(
    repository: Repository,
    since: Instant,
    until: Instant,
  ): Promise<readonly Delivery[]>;
}
