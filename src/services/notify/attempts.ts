/**
 * What becomes of an attempt to tell somebody: it is noted, and tried again after a while that grows, for
 * about a day, where trying again can help.
 */
import { DAY, HOUR, type Instant, MINUTE, SECOND } from '../../core/instant.ts';
import { traceIdOf } from '../../core/trace-id.ts';
import type { Tables } from '../../ports/store.ts';
import type { TargetDelivery } from '../../ports/target-deliveries.ts';
import { audit } from '../record.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { World } from '../world.ts';
import { againEffect } from './notify-effects.ts';
import type { DeliveryPayload } from './payloads.ts';

export type Attempt =
  | { readonly kind: 'delivered' }
  /** It is worth no message there. */
  | { readonly kind: 'not_said'; readonly why: string }
  /** Trying again would change nothing. */
  | { readonly kind: 'refused'; readonly why: string }
  /** This installation has no way there: who runs it knows, and need not be told each time. */
  | { readonly kind: 'no_way'; readonly why: string }
  /** The endpoint is not asked again. */
  | { readonly kind: 'gone'; readonly why: string }
  /** `notBefore`: as the other side asks for. */
  | { readonly kind: 'failed'; readonly why: string; readonly notBefore: Instant | null };

/** Between one try and the next: the last one is about a day after the first. */
export const WAITS: readonly number[] = [
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  6 * HOUR,
  10 * HOUR,
];

export const noteAttempt = async (
  world: World,
  payload: DeliveryPayload,
  delivery: TargetDelivery,
  attempt: Attempt,
): Promise<void> => {
  const now = world.clock.now();
  const error = 'why' in attempt ? attempt.why : null;
  const noted = { ...delivery, attempts: delivery.attempts + 1, error, updatedAt: now };
  const again = attempt.kind === 'failed' ? nextTry(noted, attempt.notBefore, now) : null;
  const isOver = attempt.kind === 'delivered' || attempt.kind === 'not_said';
  const state = isOver ? attempt.kind : 'failed';
  const after = again === null ? ({ ...noted, state, body: null } as const) : noted;
  await retryOnConflict(() =>
    world.store.transaction(async (tx) => {
      await tx.targetDeliveries.update(after);
      if (attempt.kind === 'gone') await noteGone(world, tx, delivery);
      const { kind } = delivery.address;
      if (again !== null && kind !== 'slack')
        await tx.outbox.add(againEffect(kind, payload, again));
    }),
  );
  if (isOver) return;
  const { id, target, event } = delivery;
  const trace_id = traceIdOf(payload.promotionId ?? '');
  const fields = { delivery: id, target, event, attempts: after.attempts, error, trace_id };
  if (attempt.kind === 'no_way') world.log.debug(fields, 'there is no way to tell somebody');
  else if (attempt.kind === 'gone') world.log.warn(fields, IS_GONE);
  else if (after.state === 'failed')
    world.log.warn(fields, 'somebody could not be told, and is not');
  else world.log.info(fields, 'somebody could not be told; tried again later');
};

const IS_GONE =
  'an endpoint says that it is gone: it is not asked again until the policy no longer names it';

/** Null where it has been tried long enough. */
const nextTry = (
  { attempts }: TargetDelivery,
  notBefore: Instant | null,
  now: Instant,
): Instant | null => {
  const wait = WAITS[attempts - 1];
  return wait === undefined ? null : Math.min(Math.max(now + wait, notBefore ?? 0), now + DAY);
};

const noteGone = async (
  world: World,
  tx: Tables,
  { repositoryId, environment, address, target }: TargetDelivery,
): Promise<void> => {
  if (address.kind !== 'webhook') return;
  const at = world.clock.now();
  await tx.targetDeliveries.setGone(repositoryId, address.url, at);
  await audit(world, tx, {
    repositoryId,
    kind: 'notification.endpoint_gone',
    at,
    promotionId: null,
    environment,
    person: null,
    body: { host: target },
  });
};
