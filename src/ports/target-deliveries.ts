/**
 * What was told to whom of what happened: one for each target that wants to know, kept for a while so
 * that people can see what became of it. And which endpoints said that they are gone for good.
 */
import type { Instant } from '../core/instant.ts';
import type { NotifyEvent } from '../core/notify.ts';

/** Where it goes. */
export type Address =
  | { readonly kind: 'slack'; readonly channel: string }
  | { readonly kind: 'webhook'; readonly url: string; readonly secret: string }
  | { readonly kind: 'email'; readonly to: readonly string[] };

export interface TargetDelivery {
  /** The same for the same event and target, whoever asks how often. */
  readonly id: string;
  readonly repositoryId: number;
  readonly environment: string | null;
  readonly event: NotifyEvent;
  readonly address: Address;
  /** As people are shown it: of a URL only the host, as the rest may hold a secret. */
  readonly target: string;
  /** `not_said`: on purpose. */
  readonly state: 'waiting' | 'delivered' | 'not_said' | 'failed';
  readonly attempts: number;
  /** What came of the last attempt, where that was in vain; or why nothing was said. */
  readonly error: string | null;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** What is sent; null once it is not sent again. */
  readonly body: string | null;
}

export interface TargetDeliveries {
  /** False where it is there already, which then stays as it is. */
  insert(delivery: TargetDelivery): Promise<boolean>;
  byId(id: string): Promise<TargetDelivery | null>;
  /** What became of one that waits; one that is over stays as it is. */
  update(delivery: TargetDelivery): Promise<void>;
  /** Newest first. */
  list(
    where: { readonly repositoryId: number | null; readonly failed: boolean },
    limit: number,
  ): Promise<readonly TargetDelivery[]>;
  /** Removes at most so many from before then. */
  forget(before: Instant, most: number): Promise<void>;
  /** It said that it is gone. */
  setGone(repositoryId: number, url: string, since: Instant): Promise<void>;
  isGone(repositoryId: number, url: string): Promise<boolean>;
  /** Of a repository, only these stay gone. */
  keepGone(repositoryId: number, urls: readonly string[]): Promise<void>;
}
