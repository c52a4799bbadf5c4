/** What the effects of telling people carry. */
import type { Instant } from '../../core/instant.ts';
import type { NotifyEvent } from '../../core/notify.ts';

/** An entry of the record that people are told of. */
export interface NotifyPayload {
  readonly repositoryId: number;
  readonly event: NotifyEvent;
  readonly chain: string;
  readonly seq: number;
  readonly at: Instant;
  /** Of a decision: the one before it, where the two are compared. */
  readonly before?: number;
}

/** What stands in `target_deliveries` under this id. */
export interface DeliveryPayload {
  readonly deliveryId: string;
  /** Absent where it is about no promotion. */
  readonly promotionId?: string;
}

export interface SlackEventPayload extends DeliveryPayload, NotifyPayload {
  readonly channel: string;
  readonly environment: string | null;
}
