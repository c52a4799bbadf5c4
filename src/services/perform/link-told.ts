/** Tells a Slack user by direct message that they are linked now, or that somebody else is as well. */
import { chatText } from '../../messages/chat-answers.ts';
import { linkTold, otherLinkTold } from '../../messages/linking.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import type { World } from '../world.ts';

export const performLinkTold = async (
  world: World,
  { key, uncertain }: LeasedEffect,
  { slack, person, to }: EffectPayloads['link-told'],
): Promise<void> => {
  // Slack was taken out of the settings since: nobody can press anything there either.
  if (world.chat === null) return;
  const isOwn = to.team === slack.team && to.user === slack.user;
  const text = isOwn ? linkTold(person, world.webUrl) : otherLinkTold(person, slack, world.webUrl);
  await world.chat.direct(to, chatText(text, null), { key, uncertain });
};
