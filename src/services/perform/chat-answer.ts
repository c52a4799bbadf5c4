/** Answers one person in a chat. */
import { ChatFault } from '../../ports/chat.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import type { World } from '../world.ts';

/** An answer that nobody can be given any more is dropped: what was done shows on the message. */
export const performChatAnswer = async (
  world: World,
  effect: LeasedEffect,
  { to, content }: EffectPayloads['chat-answer'],
): Promise<void> => {
  if (world.chat === null) return;
  await world.chat.answer(to, content).catch((fault: unknown) => {
    const isTooLate = fault instanceof ChatFault && ['gone', 'forbidden'].includes(fault.kind);
    if (!isTooLate) throw fault;
    world.log.info({ err: fault, key: effect.key }, 'somebody could not be answered in the chat');
  });
};
