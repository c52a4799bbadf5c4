/** What GitHub says of the webhooks it sent. The app asks as itself: they are of no repository. */
import type { Instant } from '../core/instant.ts';

/** One attempt to deliver an event that the app did not take. */
export interface FailedDelivery {
  /** GitHub's number of the attempt. */
  readonly attempt: string;
  /** The event: the same for all attempts. */
  readonly guid: string;
  readonly at: Instant;
}

export interface HookDeliveries {
  /** Since then, newest first. GitHub keeps three days. One REST call for each 100. */
  failedDeliveries(since: Instant): Promise<readonly FailedDelivery[]>;
  /** Asks for the event once more, under the same guid; it comes as a webhook. */
  redeliver(attempt: string): Promise<void>;
}
