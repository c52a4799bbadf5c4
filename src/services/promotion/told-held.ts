/**
 * Whether people were told last that a promotion cannot even be decided: the first decision after that is
 * shown to them, also where it is the same as before.
 */
import type { Tables } from '../../ports/store.ts';

const keyOf = (promotionId: string): string => `told-held:${promotionId}`;

export const noteHeld = ({ surfaces }: Tables, promotionId: string): Promise<void> =>
  surfaces.put({ key: keyOf(promotionId), externalId: null, digest: null, state: true });

/** True once. */
export const wasHeld = async ({ surfaces }: Tables, promotionId: string): Promise<boolean> => {
  const key = keyOf(promotionId);
  if ((await surfaces.get(key))?.state !== true) return false;
  await surfaces.put({ key, externalId: null, digest: null, state: false });
  return true;
};
