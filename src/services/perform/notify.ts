/** Finds the words for what happened, and has them sent to each who wants to be told of it, once. */
import { digestOf } from '../../core/digest.ts';
import { mailText } from '../../messages/notification-mail.ts';
import { type Notification, webhookBody } from '../../messages/webhook-body.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import type { Address, TargetDelivery } from '../../ports/target-deliveries.ts';
import { deliveryEffect } from '../notify/notify-effects.ts';
import type { NotifyPayload } from '../notify/payloads.ts';
import { targetsOf } from '../notify/targets.ts';
import { notificationOf } from '../views/notification-view.ts';
import type { World } from '../world.ts';

export const performNotify = async (
  world: World,
  _effect: LeasedEffect,
  payload: NotifyPayload,
): Promise<void> => {
  const { chain, seq, repositoryId } = payload;
  const [entry] = await world.store.record.entries(chain, seq - 1, 1);
  const repository = await world.store.repositories.byId(repositoryId);
  if (entry === undefined || repository === null) return;
  const notification = await notificationOf(world, repository, entry, payload);
  if (notification === null) return;
  const addresses = await addressesFor(world, repository, payload, notification);
  await world.store.transaction(async (tx) => {
    for (const address of addresses) await send(world, tx, payload, notification, address);
  });
};

/** What an organisation does is told in all of its repositories, and to nobody twice. */
const addressesFor = async (
  world: World,
  repository: Repository,
  { chain, event }: NotifyPayload,
  { environment }: Notification,
): Promise<readonly Address[]> => {
  const { store } = world;
  const all = chain.startsWith('organization:')
    ? (await store.repositories.ofInstallation(repository.installationId)).filter((r) => r.active)
    : [repository];
  const found: Address[] = [];
  for (const { id: repositoryId } of all) {
    found.push(...(await targetsOf(world, store, { repositoryId, environment, event })));
  }
  return found;
};

const send = async (
  world: World,
  tx: Tables,
  payload: NotifyPayload,
  notification: Notification,
  address: Address,
): Promise<void> => {
  const { repositoryId, chain, seq, event } = payload;
  const { environment, promotion } = notification;
  if (address.kind === 'webhook' && (await tx.targetDeliveries.isGone(repositoryId, address.url)))
    return;
  const now = world.clock.now();
  const delivery: TargetDelivery = {
    id: `msg_${digestOf({ chain, seq, event, address }).slice('sha256:'.length).slice(0, 32)}`,
    repositoryId,
    environment,
    event,
    address,
    target: nameOf(address),
    state: 'waiting',
    attempts: 0,
    error: null,
    createdAt: now,
    updatedAt: now,
    body: bodyFor(address, notification),
  };
  if (!(await tx.targetDeliveries.insert(delivery))) return;
  const more = {
    ...payload,
    deliveryId: delivery.id,
    channel: delivery.target,
    environment,
    ...(promotion === null ? {} : { promotionId: promotion.id }),
  };
  await tx.outbox.add(deliveryEffect(delivery, more, now));
};

/** Of a URL the host alone. */
const nameOf = (address: Address): string => {
  switch (address.kind) {
    case 'slack':
      return address.channel;
    case 'webhook':
      return new URL(address.url).host;
    case 'email':
      return address.to.join(', ');
    default:
      return address satisfies never;
  }
};

const bodyFor = (address: Address, notification: Notification): string => {
  const { title, text, more, links, traceId } = notification;
  switch (address.kind) {
    case 'slack':
      return JSON.stringify({ title, text, more, links, traceId });
    case 'webhook':
      return webhookBody(notification);
    case 'email':
      return JSON.stringify(mailText(notification));
    default:
      return address satisfies never;
  }
};
