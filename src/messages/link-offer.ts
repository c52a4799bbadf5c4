/** What is said to somebody whom the app does not know, or not well enough. */
import { instantFrom } from './time.ts';

export type LinkOffer =
  | { readonly url: string; readonly expiresAt: number }
  | { readonly unavailable: string };

/** Behind the sentence that says why. */
export const linkOfferText = (offer: LinkOffer, now: number): string =>
  'url' in offer
    ? `[Prove both accounts](${offer.url}) and ask again: the link works once, for you alone, until ${instantFrom(offer.expiresAt, now)}.`
    : offer.unavailable;
