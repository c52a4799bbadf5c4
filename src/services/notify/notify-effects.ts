/** The effects of telling people: what happened is worded first, and then sent to each who wants it. */
import { digestOf } from '../../core/digest.ts';
import type { Instant } from '../../core/instant.ts';
import type { Effect } from '../../ports/queue.ts';
import type { TargetDelivery } from '../../ports/target-deliveries.ts';
import { chatLane } from '../chat/chat-effects.ts';
import { ANSWER, DECORATION, effect } from '../effects.ts';
import type { DeliveryPayload, NotifyPayload, SlackEventPayload } from './payloads.ts';

/** In a lane for each repository, so that its events go out in order. */
export const notifyEffect = (payload: NotifyPayload): Effect => {
  const { chain, seq, event, repositoryId, at } = payload;
  const lane = `notify:${repositoryId}`;
  return effect('notify', `${chain}:${seq}:${event}`, payload, {
    lane,
    dueAt: at,
    priority: DECORATION,
  });
};

type Going = Pick<TargetDelivery, 'id' | 'repositoryId' | 'address'>;

/** For the first time: behind what the same target is told before it. */
export const deliveryEffect = (
  delivery: Going,
  payload: SlackEventPayload,
  dueAt: Instant,
): Effect => {
  const { id, repositoryId, address } = delivery;
  const lane = `notify:${repositoryId}:${digestOf(address)}`;
  const rest = { lane, dueAt, priority: DECORATION };
  const { promotionId } = payload;
  const short = { deliveryId: id, ...(promotionId === undefined ? {} : { promotionId }) };
  // Behind the message that it may be in the thread of.
  const inChat = { lane: chatLane(repositoryId), dueAt, priority: ANSWER };
  return address.kind === 'slack'
    ? effect('slack-event', id, payload, inChat)
    : effect(address.kind, id, short, rest);
};

/** Once more: in a lane of its own, so that what comes after it need not wait. */
export const againEffect = (
  kind: 'webhook' | 'email',
  payload: DeliveryPayload,
  dueAt: Instant,
): Effect => {
  const lane = `again:${payload.deliveryId}`;
  return effect(kind, payload.deliveryId, payload, { lane, dueAt, priority: DECORATION });
};
