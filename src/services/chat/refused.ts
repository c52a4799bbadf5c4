/**
 * What a channel did not take is tried again whenever its promotion is looked at: somebody may have invited
 * the app meanwhile, or mended its token. Whoever reads the log is told of it once.
 */
import type { Tables } from '../../ports/store.ts';

interface Refused {
  /** Still to be tried again. */
  readonly again: boolean;
}

const keyOf = (promotionId: string): string => `chat-refused:${promotionId}`;

/** False where it was noted before. */
export const noteRefused = async (
  { surfaces }: Pick<Tables, 'surfaces'>,
  promotionId: string,
): Promise<boolean> => {
  const key = keyOf(promotionId);
  const isFirst = (await surfaces.get(key)) === null;
  const state: Refused = { again: true };
  await surfaces.put({ key, externalId: null, digest: null, state });
  return isFirst;
};

/** True once for each time that it was refused. */
export const wasRefused = async (
  { surfaces }: Pick<Tables, 'surfaces'>,
  promotionId: string,
): Promise<boolean> => {
  const key = keyOf(promotionId);
  const noted = (await surfaces.get(key))?.state as Refused | undefined;
  if (noted?.again !== true) return false;
  await surfaces.put({ key, externalId: null, digest: null, state: { again: false } });
  return true;
};
