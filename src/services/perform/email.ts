/**
 * Sends a mail to all of a target together. Where the server takes it for some alone, only the others are
 * tried again; that somebody never gets it is said in the delivery.
 */
import type { MailText } from '../../messages/notification-mail.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { TargetDelivery } from '../../ports/target-deliveries.ts';
import { type Attempt, noteAttempt } from '../notify/attempts.ts';
import type { DeliveryPayload } from '../notify/payloads.ts';
import type { World } from '../world.ts';

/** What is kept of a mail as long as it is sent. */
interface KeptMail extends MailText {
  /** Those who have it not yet; all where left out. */
  readonly left?: readonly string[];
  /** Why others never get it. */
  readonly lost?: readonly string[];
}

export const performEmail = async (
  world: World,
  _effect: LeasedEffect,
  payload: DeliveryPayload,
): Promise<void> => {
  const delivery = await world.store.targetDeliveries.byId(payload.deliveryId);
  if (delivery?.state !== 'waiting') return;
  const { attempt, body } = await send(world, delivery);
  await noteAttempt(world, payload, { ...delivery, body }, attempt);
};

/** With what is still to be sent after it. */
interface Sent {
  readonly attempt: Attempt;
  readonly body: string;
}

const send = async ({ mailer }: World, { id, address, body }: TargetDelivery): Promise<Sent> => {
  if (address.kind !== 'email' || body === null) throw new Error(`${id} is no mail`);
  if (mailer === null) return { attempt: { kind: 'no_way', why: 'SMTP_URL is not set' }, body };
  const { left = address.to, lost = [], ...text } = JSON.parse(body) as KeptMail;
  const answer = await mailer.send({ id, to: address.to, left, ...text });
  if (answer.kind !== 'taken') {
    return { attempt: inVain(answer.kind, [...lost, answer.why]), body };
  }
  const { again = [], never = [] } = Object.groupBy(answer.but, ({ kind }) =>
    kind === 'failed' ? 'again' : 'never',
  );
  const allLost = [...lost, ...never.map(({ why }) => why)];
  const why = [...allLost, ...again.map((each) => each.why)];
  if (why.length === 0) return { attempt: { kind: 'delivered' }, body };
  const kept: KeptMail = { ...text, left: again.map((each) => each.address), lost: allLost };
  const kind = again.length > 0 ? 'failed' : 'refused';
  return { attempt: inVain(kind, why), body: JSON.stringify(kept) };
};

const inVain = (kind: 'failed' | 'refused', all: readonly string[]): Attempt => {
  const why = all.join('; ');
  return kind === 'failed' ? { kind, why, notBefore: null } : { kind, why };
};
