/**
 * Tells a channel of Slack what happened. What happens to a promotion whose message is there goes into the
 * thread of that; without one, what is grave is told in the channel, and the rest where the policy asks for it.
 */
import { type NotifyEvent, SEVERITY_OF } from '../../core/notify.ts';
import { chatEvent, type EventSaid } from '../../messages/chat-event.ts';
import { type Chat, ChatFault } from '../../ports/chat.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository } from '../../ports/store.ts';
import type { TargetDelivery } from '../../ports/target-deliveries.ts';
import { type Attempt, noteAttempt } from '../notify/attempts.ts';
import type { SlackEventPayload } from '../notify/payloads.ts';
import { isAskedFor } from '../notify/targets.ts';
import type { World } from '../world.ts';
import { findIn, postedFor, postIn } from './chat-message.ts';

export const performSlackEvent = async (
  world: World,
  effect: LeasedEffect,
  payload: SlackEventPayload,
): Promise<void> => {
  const delivery = await world.store.targetDeliveries.byId(payload.deliveryId);
  if (delivery?.state !== 'waiting') return;
  const repository = await world.store.repositories.byId(payload.repositoryId);
  const { chat } = world;
  const attempt =
    chat === null || repository === null
      ? NO_SLACK
      : await told(world, chat, effect, { payload, delivery, repository });
  await noteAttempt(world, payload, delivery, attempt);
};

const NO_SLACK: Attempt = { kind: 'no_way', why: 'SLACK_BOT_TOKEN is not set' };
const NOT_SAID: Attempt = {
  kind: 'not_said',
  why: 'no message is about it, and the policy names no such event',
};

/** The message itself says so; whether it was there already when that happened is a matter of chance. */
const SAID_ABOVE: readonly NotifyEvent[] = ['requested', 'waiting'];

interface Telling {
  readonly payload: SlackEventPayload;
  readonly delivery: TargetDelivery;
  readonly repository: Repository;
}

/** Where Slack does not answer, it is the effect itself that is tried again, in its turn. */
const told = async (
  world: World,
  chat: Chat,
  effect: LeasedEffect,
  { payload, delivery, repository }: Telling,
): Promise<Attempt> => {
  const { channel, event, promotionId = null } = payload;
  const thread = await threadOf(world, promotionId, channel);
  if (thread === 'none' && !(await isWorthIt(world, payload))) return NOT_SAID;
  if (thread !== 'none' && SAID_ABOVE.includes(event)) return { kind: 'delivered' };
  // As `notify.ts` wrote it.
  const said = JSON.parse(delivery.body ?? '{}') as EventSaid;
  const promotion = promotionId === null ? null : await world.store.promotions.byId(promotionId);
  const about = {
    repository: `${repository.owner}/${repository.name}`,
    pullNumber: promotion?.pullNumber ?? null,
  };
  const content = chatEvent(said, { about, inThread: thread !== 'none' });
  const broadcast = thread !== 'none' && SEVERITY_OF[event] === 'error';
  const place = { channel, thread: thread === 'none' ? null : thread };
  const { key, uncertain } = effect;
  try {
    const found = uncertain ? await findIn(world, chat, place, key) : null;
    if (found === null) await postIn(world, chat, place, { content, key, broadcast });
    return { kind: 'delivered' };
  } catch (fault) {
    if (!(fault instanceof ChatFault) || fault.kind !== 'forbidden') throw fault;
    return { kind: 'refused', why: fault.message };
  }
};

const threadOf = async (
  world: World,
  promotionId: string | null,
  channel: string,
): Promise<string | 'none'> => {
  if (promotionId === null) return 'none';
  const posted = await postedFor(world, promotionId);
  return posted.find((each) => each.channel === channel)?.at?.message ?? 'none';
};

/** A promotion goes its way quietly; what somebody does to an environment concerns everybody there. */
const isWorthIt = async (
  world: World,
  { repositoryId, environment, channel, event, promotionId }: SlackEventPayload,
): Promise<boolean> => {
  if (promotionId === undefined || SEVERITY_OF[event] !== 'info') return true;
  return isAskedFor(world, world.store, { repositoryId, environment, channel, event });
};
