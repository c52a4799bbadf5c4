/**
 * Lockkeeper as a Probot app: every delivery that was stored is handed to the handler of its event.
 * Deliveries come from the inbox and not from the wire, so a handler that fails is simply run again.
 */
import type { EmitterWebhookEvent, EmitterWebhookEventName } from '@octokit/webhooks';
import type { Probot } from 'probot';
import type { Delivery } from '../../ports/queue.ts';
import type { World } from '../../services/world.ts';
import { webhookHandlers } from './webhooks/registry.ts';

type Handle = (world: World, event: EmitterWebhookEvent) => Promise<void>;

export const lockkeeperApp =
  (world: World) =>
  (app: Probot): void => {
    for (const [name, handle] of Object.entries(webhookHandlers)) {
      // The registry pairs each name with a handler of that name's payload.
      app.on(name as EmitterWebhookEventName, (event) => (handle as Handle)(world, event));
    }
  };

/** Hands one stored delivery to the app; throws when a handler failed. */
export const receiveDelivery = async (probot: Probot, delivery: Delivery): Promise<void> => {
  const event = {
    id: delivery.id,
    name: delivery.event,
    payload: JSON.parse(delivery.payload) as unknown,
  };
  // Names and payloads are as GitHub signed them; unknown ones have no handler and do nothing.
  await probot.receive(event as EmitterWebhookEvent);
};
