/** Looks whether both sides of each link are still there, so many at a time: an event may have been lost. */
import { ChatFault } from '../../ports/chat.ts';
import type { IdentityLink } from '../../ports/identities.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { forgetSlackUser } from '../identity/end-links.ts';
import { checkLinksEffect } from '../identity/link-effects.ts';
import { personNow } from '../identity/who-is.ts';
import type { World } from '../world.ts';

/** One call of GitHub and one of Slack for each, which may be slow: less than a lease lasts. */
const AT_ONCE = 5;

export const performCheckLinks = async (
  world: World,
  _effect: LeasedEffect,
  { after }: EffectPayloads['check-links'],
): Promise<void> => {
  const [repository] = await world.store.repositories.active(0, 1);
  if (repository === undefined) return;
  const links = await world.store.identities.all(after, AT_ONCE);
  for (const link of links) await check(world, link);
  const last = links.at(-1);
  if (last !== undefined) {
    await world.store.outbox.add(checkLinksEffect(last.id, world.clock.now()));
  }
};

const check = async (world: World, link: IdentityLink): Promise<void> => {
  if ((await personNow(world, link)) === null) return;
  if (world.chat === null) return;
  const user = await world.chat.user(link.slack.user).catch((fault: unknown) => {
    // Whom Slack does not show is asked for again tomorrow, and the others are looked at now.
    if (fault instanceof ChatFault && fault.kind === 'forbidden') return 'hidden' as const;
    throw fault;
  });
  if (user === 'hidden') return;
  if (user === null || user.gone) await forgetSlackUser(world, link.slack);
};
