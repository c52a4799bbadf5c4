/**
 * What a person sees of a promotion when they press a button elsewhere than on GitHub: a message may be
 * old, and a vote is for what was seen. What gates answer meanwhile is no part of it.
 */
import { digestOf } from '../digest.ts';
import type { Sha } from '../release.ts';
import type { Promotion } from './state.ts';

export interface Seen {
  readonly promotion: Pick<Promotion, 'id' | 'release' | 'requesters'>;
  /** Of the effective policy of the environment. */
  readonly policyDigest: string;
  /** What was live there, and so what ships. */
  readonly live: Sha | null;
}

/** 12 hexadecimal digits; the same as long as a vote would be for the same. */
export const generationOf = ({ promotion, policyDigest, live }: Seen): string => {
  const requesters = promotion.requesters.map(({ person }) => person.id);
  const digest = digestOf({ release: promotion.release.id, policyDigest, live, requesters });
  return digest.slice(-12);
};

/** What a button carries: which promotion, and which generation of it. */
export const buttonValue = (seen: Seen): string => `${seen.promotion.id}:${generationOf(seen)}`;

/** Null for what no button of ours carries. */
export const readButtonValue = (
  value: string,
): { readonly promotionId: string; readonly generation: string } | null => {
  const [, promotionId, generation] = /^([^:]{1,100}):([0-9a-f]{12})$/.exec(value) ?? [];
  return promotionId === undefined || generation === undefined ? null : { promotionId, generation };
};
