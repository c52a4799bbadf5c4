/** Tells a channel of Slack, where there is one. */
import type { LeasedEffect } from '../../ports/queue.ts';
import { type Attempt, noteAttempt } from '../notify/attempts.ts';
import type { SlackEventPayload } from '../notify/payloads.ts';
import type { World } from '../world.ts';

export const performSlackEvent = async (
  world: World,
  _effect: LeasedEffect,
  payload: SlackEventPayload,
): Promise<void> => {
  const delivery = await world.store.targetDeliveries.byId(payload.deliveryId);
  if (delivery?.state !== 'waiting') return;
  if (world.chat === null) await noteAttempt(world, payload, delivery, NO_SLACK);
};

const NO_SLACK: Attempt = { kind: 'no_way', why: 'SLACK_BOT_TOKEN is not set' };
