/** What words about a refusal may refer to, and the shape of the tables that hold them. */
import type { Instant } from '../../core/instant.ts';
import type { Person } from '../../core/person.ts';
import type { RefusalCode, RefusalOf } from '../../core/reasons.ts';
import type { Links } from '../links.ts';
import type { Said } from '../words.ts';

export interface RefusalContext {
  readonly links: Links;
  /** Null in a text that stays. */
  readonly now: Instant | null;
  /** Whom it is about, where others read it; left out, it is the reader. */
  readonly who?: Person;
}

export type RefusalWords<C extends RefusalCode> = {
  readonly [N in C]: (refusal: RefusalOf<N>, context: RefusalContext) => Said;
};
