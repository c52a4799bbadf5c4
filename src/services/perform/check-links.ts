/** Looks whether the accounts are still there that Slack users are linked to, so many at a time. */
import type { LeasedEffect } from '../../ports/queue.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { checkLinksEffect } from '../identity/link-effects.ts';
import { personNow } from '../identity/who-is.ts';
import type { World } from '../world.ts';

/** One call of GitHub for each. */
const AT_ONCE = 50;

export const performCheckLinks = async (
  world: World,
  _effect: LeasedEffect,
  { after }: EffectPayloads['check-links'],
): Promise<void> => {
  const [repository] = await world.store.repositories.active(0, 1);
  if (repository === undefined) return;
  const links = await world.store.identities.all(after, AT_ONCE);
  for (const link of links) await personNow(world, link);
  const last = links.at(-1);
  if (last !== undefined) {
    await world.store.outbox.add(checkLinksEffect(last.id, world.clock.now()));
  }
};
