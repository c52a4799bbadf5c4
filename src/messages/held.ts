/** Why a promotion is not even looked at, on its check run. */
import type { Refusal } from '../core/reasons.ts';
import type { RefusalContext } from './refusals/table.ts';
import { refusalSaid, refusalText } from './refusals.ts';

export const heldWords = (
  held: Refusal,
  context: RefusalContext,
): { readonly title: string; readonly lead: string } => {
  if (held.code === 'broken') {
    const lead = `${refusalSaid(held, context).sentence} It is tried again by itself.`;
    return { title: 'Something broke on our side', lead };
  }
  const lead = `${refusalText(held, context)} This goes on by itself when the policy is mended.`;
  return { title: 'The policy is broken', lead };
};
