/** Offers a Slack user to link an account: an address for them alone, which works once and not for long. */
import { randomBytes } from 'node:crypto';
import { sha256 } from '../../core/digest.ts';
import { type Instant, MINUTE } from '../../core/instant.ts';
import { linkUnavailable } from '../../messages/linking.ts';
import type { SlackIdentity } from '../../ports/identities.ts';
import type { World } from '../world.ts';

export type LinkOffer =
  | { readonly url: string; readonly expiresAt: Instant }
  /** In words for the person: what is not set up. */
  | { readonly unavailable: string };

const GOOD_FOR_MS = 10 * MINUTE;
const TOKEN_BYTES = 32;

/** `promotionId`: what they wanted to do something about, if anything. */
export const offerLink = async (
  world: World,
  slack: SlackIdentity,
  promotionId: string | null,
): Promise<LinkOffer> => {
  const { publicUrl, lacksForLinks } = world;
  if (publicUrl === null || lacksForLinks.length > 0) {
    return { unavailable: linkUnavailable(lacksForLinks) };
  }
  const token = randomBytes(TOKEN_BYTES).toString('base64url');
  const offeredAt = world.clock.now();
  const expiresAt = offeredAt + GOOD_FOR_MS;
  const tokenHash = sha256(token);
  await world.store.identities.offer({ tokenHash, slack, offeredAt, expiresAt, promotionId });
  return { url: `${publicUrl}/link/${token}`, expiresAt };
};
