/**
 * Lockkeeper as a Probot app: every delivery that was stored is handed to the handler of its event.
 * Deliveries come from the inbox and not from the wire, so a handler that fails is simply run again.
 */
import type { EmitterWebhookEvent, EmitterWebhookEventName } from '@octokit/webhooks';
import type { Probot } from 'probot';
import { HostFault } from '../../ports/code-host.ts';
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
    payload: payloadIn(delivery.payload),
  };
  // Names and payloads are as GitHub signed them; unknown ones have no handler and do nothing.
  await probot.receive(event as EmitterWebhookEvent).catch((fault: unknown) => {
    throw causeOf(fault);
  });
};

/** JSON can name half of a character, which no text is, and no record can hold. */
const payloadIn = (json: string): unknown =>
  JSON.parse(json, SURROGATE.test(json) ? wellFormed : undefined);

const SURROGATE = /\\u[dD][89a-fA-F]/;

const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed() : value;

/** Octokit throws a collection; the worker has to see that GitHub asks to wait, or for how long. */
const causeOf = (fault: unknown): unknown => {
  if (!(fault instanceof AggregateError)) return fault;
  const errors: readonly unknown[] = fault.errors;
  return (
    errors.find((each) => each instanceof HostFault) ?? (errors.length === 1 ? errors[0] : fault)
  );
};
