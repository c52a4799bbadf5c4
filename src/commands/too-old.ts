/** What waited longer than this is answered and not run: the world has moved on since it was asked. */
import { MINUTE } from '../core/instant.ts';
import type { Caller } from '../services/caller.ts';
import type { World } from '../services/world.ts';

const TOO_OLD_MS = 15 * MINUTE;

export const isTooOld = ({ clock }: World, { at }: Pick<Caller, 'at'>): boolean =>
  clock.now() - at > TOO_OLD_MS;
