/**
 * Going through a freeze: one promotion, one window, asked for by one person with a reason and confirmed
 * by another, who may except and had no part in what ships.
 */
import { isOneOf } from '../approvals/identity.ts';
import { isEligible } from '../approvals/roster.ts';
import { type OwnWork, ownWorkOf, type Separation } from '../approvals/separation-of-duties.ts';
import type { Roster, StoredException } from '../facts.ts';
import { type Instant, isFuture } from '../instant.ts';
import type { Channel, Person } from '../person.ts';
import type { EffectivePolicy, Grant } from '../policy.ts';
import type { PromotionRequest } from '../promotion/request.ts';
import type { Window } from './freeze.ts';

/** What one person said about going through a window. */
export interface Word {
  readonly exceptionId: string;
  readonly person: Person;
  readonly via: Channel;
  readonly at: Instant;
  readonly reason: string | null;
}

export type UnheardWhy =
  /** A second person confirms; whoever asked cannot. */
  | { readonly code: 'asked_for_it' }
  | { readonly code: 'machine' }
  | ({ readonly code: 'own_work' } & OwnWork)
  | { readonly code: 'may_not_except'; readonly need: Grant }
  /** Dated later than now: it cannot be told what it was said of. */
  | { readonly code: 'in_future' }
  | { readonly code: 'policy_changed' };

export interface Exception {
  /** Null where every word was said under another policy, or is dated in the future. */
  readonly asked: Word | null;
  readonly confirmed: Word | null;
  readonly unheard: readonly (Word & { readonly why: UnheardWhy })[];
}

export interface ExceptionInput {
  readonly policy: EffectivePolicy;
  readonly promotion: PromotionRequest;
  readonly exceptions: readonly StoredException[];
  readonly roster: Roster;
  readonly separation: Separation;
  readonly at: Instant;
}

/** What was said about one window, each word with what became of it; null where nothing was. */
export const exceptionFor = (window: Window, input: ExceptionInput): Exception | null => {
  const said = input.exceptions.filter((each) => isAbout(each, window, input.promotion));
  if (said.length === 0) return null;
  const unheard: (Word & { readonly why: UnheardWhy })[] = [];
  let asked: Word | null = null;
  let confirmed: Word | null = null;
  for (const each of said.toSorted(byAge)) {
    const why = whyUnheard(each, asked, input);
    if (why !== null) unheard.push({ ...wordOf(each), why });
    else if (asked === null) asked = wordOf(each);
    else confirmed ??= wordOf(each);
  }
  return { asked, confirmed, unheard };
};

const isAbout = (each: StoredException, window: Window, { id }: PromotionRequest): boolean =>
  each.promotionId === id && each.freeze === window.freeze && each.from === window.from;

const whyUnheard = (
  said: StoredException,
  asked: Word | null,
  { policy, roster, separation, at }: ExceptionInput,
): UnheardWhy | null => {
  const { person } = said;
  if (person.machine) return { code: 'machine' };
  if (isFuture(said.at, at)) return { code: 'in_future' };
  if (said.policyDigest !== policy.digest) return { code: 'policy_changed' };
  if (asked === null) return null;
  if (isOneOf(said, asked.person)) return { code: 'asked_for_it' };
  const own = ownWorkOf(separation, said);
  if (own !== null) return { code: 'own_work', ...own };
  const need = policy.environment.allow.except;
  return isEligible(need, person, roster) ? null : { code: 'may_not_except', need };
};

const wordOf = ({ id, person, via, at, reason }: StoredException): Word => ({
  exceptionId: id,
  person,
  via,
  at,
  reason,
});

const byAge = (a: StoredException, b: StoredException): number =>
  a.at - b.at || a.person.id - b.person.id || (a.id < b.id ? -1 : 1);
