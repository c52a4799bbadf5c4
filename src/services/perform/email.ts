/** Sends a mail to all of a target together. */
import type { MailText } from '../../messages/notification-mail.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { TargetDelivery } from '../../ports/target-deliveries.ts';
import { type Attempt, noteAttempt } from '../notify/attempts.ts';
import type { DeliveryPayload } from '../notify/payloads.ts';
import type { World } from '../world.ts';

export const performEmail = async (
  world: World,
  _effect: LeasedEffect,
  payload: DeliveryPayload,
): Promise<void> => {
  const delivery = await world.store.targetDeliveries.byId(payload.deliveryId);
  if (delivery?.state !== 'waiting') return;
  await noteAttempt(world, payload, delivery, await attempt(world, delivery));
};

const attempt = async (
  { mailer }: World,
  { id, address, body }: TargetDelivery,
): Promise<Attempt> => {
  if (address.kind !== 'email' || body === null) throw new Error(`${id} is no mail`);
  if (mailer === null) return { kind: 'no_way', why: 'SMTP_URL is not set' };
  const answer = await mailer.send({ id, to: address.to, ...(JSON.parse(body) as MailText) });
  return answer.kind === 'failed' ? { ...answer, notBefore: null } : answer;
};
