/** Sends a webhook: signed, as "Standard Webhooks" has it, with the same id however often it is tried. */
import { fromIso, type Instant, SECOND } from '../../core/instant.ts';
import type { OutsideAnswer } from '../../ports/outside.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { TargetDelivery } from '../../ports/target-deliveries.ts';
import { type Attempt, noteAttempt } from '../notify/attempts.ts';
import type { DeliveryPayload } from '../notify/payloads.ts';
import type { World } from '../world.ts';

/** What it answers is of no interest. */
const MAX_ANSWER_BYTES = 65_536;

export const performWebhook = async (
  world: World,
  _effect: LeasedEffect,
  payload: DeliveryPayload,
): Promise<void> => {
  const delivery = await world.store.targetDeliveries.byId(payload.deliveryId);
  if (delivery?.state !== 'waiting') return;
  await noteAttempt(world, payload, delivery, await attempt(world, delivery));
};

const attempt = async (
  world: World,
  { id, repositoryId, address, body }: TargetDelivery,
): Promise<Attempt> => {
  if (address.kind !== 'webhook' || body === null) throw new Error(`${id} is no webhook`);
  const { url, secret } = address;
  if (await world.store.targetDeliveries.isGone(repositoryId, url)) {
    return { kind: 'refused', why: 'the endpoint said that it is gone' };
  }
  const signed = world.webhookSignatures.sign(secret, { id, at: world.clock.now(), body });
  if (signed === null) {
    return { kind: 'refused', why: `WEBHOOK_SECRETS has no secret named ${secret}` };
  }
  const answer = await world.outside.request({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/json',
      'webhook-id': signed.id,
      'webhook-timestamp': signed.timestamp,
      'webhook-signature': signed.signature,
    },
    body,
    secure: true,
    timeoutMs: world.webhookTimeoutMs,
    maxBytes: MAX_ANSWER_BYTES,
  });
  return read(answer, world.clock.now());
};

const read = (answer: OutsideAnswer, now: Instant): Attempt => {
  if (answer.kind === 'refused') return answer;
  if (answer.kind === 'failed') return { ...answer, notBefore: null };
  const { status, retryAfter } = answer;
  const why = `it answered ${status}`;
  if (status >= 200 && status < 300) return { kind: 'delivered' };
  if (status === 410) return { kind: 'gone', why };
  if (status < 500 && !PASSING.includes(status)) return { kind: 'refused', why };
  return { kind: 'failed', why, notBefore: retryAfter === null ? null : whenFrom(retryAfter, now) };
};

/** Too slow, too early, too many: by the next time it may be over. */
const PASSING = [408, 425, 429];

/** Seconds, or a date (RFC 9110, 10.2.3); null for anything else. */
const whenFrom = (retryAfter: string, now: Instant): Instant | null =>
  /^\d{1,9}$/.test(retryAfter) ? now + Number(retryAfter) * SECOND : fromIso(retryAfter);
