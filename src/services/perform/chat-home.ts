/** Shows the app's page in a chat to the one who opened it. */
import { chatHomeUnlinked } from '../../messages/chat-home.ts';
import { linksFor } from '../../messages/links.ts';
import { refusalText } from '../../messages/refusals.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { whoIs } from '../identity/who-is.ts';
import { chatHomeView } from '../views/chat-home-view.ts';
import type { World } from '../world.ts';

export const performChatHome = async (
  world: World,
  _effect: LeasedEffect,
  { who }: EffectPayloads['chat-home'],
): Promise<void> => {
  if (world.chat === null) return;
  const found = await whoIs(world, who);
  const content =
    found.kind === 'known'
      ? await chatHomeView(world, found.person)
      : chatHomeUnlinked(
          refusalText(
            { code: 'not_linked', why: found.kind },
            { links: linksFor(world.webUrl), now: null },
          ),
        );
  await world.chat.showHome(who.user, content);
};
