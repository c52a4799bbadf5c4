/**
 * What becomes looser, stricter or merely other from one policy of an environment to the next, over
 * every key that decides something. A key that nobody put here does not compile, and what cannot be
 * shown to loosen nothing loosens.
 */
import { NOBODY_TOLD } from '../notify.ts';
import type { EnvironmentPolicy, VerifyPolicy } from '../policy.ts';
import { allowRule, approvalsRule, peopleRule, separationRule } from './about-people.ts';
import { deployRule, freezesRule, gatesRule, routeRule } from './about-releases.ts';
import { rollbackRule } from './about-rollbacks.ts';
import {
  type KeyRule,
  listOfThoseWhoMay,
  moreLoosens,
  neverLoosens,
  type PartDifference,
  rising,
  whole,
} from './rule.ts';
import type { Terms } from './terms.ts';

/** Names and links decide nothing; a new name is told from a new environment before. */
type Deciding = Omit<EnvironmentPolicy, 'name' | 'aliases' | 'url' | 'remindAfterMs'> &
  Omit<Terms, 'environment'>;

export type TermKey = keyof Deciding;

export interface Difference extends PartDifference {
  readonly key: TermKey;
}

const RULES: { readonly [K in TermKey]-?: KeyRule<Exclude<Deciding[K], undefined>> } = {
  production: rising(false, true),
  after: routeRule(),
  fanIn: routeRule(),
  gates: gatesRule,
  freezes: freezesRule,
  approvals: approvalsRule,
  separationOfDuties: separationRule,
  unknownAuthors: rising<EnvironmentPolicy['unknownAuthors']>('ignore', 'block'),
  allowForks: rising(true, false),
  allow: allowRule,
  onBlock: rising<EnvironmentPolicy['onBlock']>('wait', 'reject'),
  execute: rising<EnvironmentPolicy['execute']>('auto', 'manual'),
  queue: neverLoosens(),
  expireAfterMs: whole(moreLoosens),
  deploy: deployRule,
  rollback: rollbackRule,
  // What is looked at anew may be less than before; only where nothing was does it tighten.
  verify: whole((before) => (isNothing(before) ? 'tightens' : 'loosens')),
  trustDeploymentsBy: listOfThoseWhoMay,
  // What goes on by itself is asked for by nobody: only that it stops is shown to loosen nothing.
  autoPromote: whole((_before, after) => (after === null ? 'tightens' : 'loosens')),
  notify: neverLoosens(),
  people: peopleRule,
  programs: listOfThoseWhoMay,
};

/** Everything that differs, in the order of the keys. Empty for the same terms. */
export const policyDifferences = (before: Terms, after: Terms): readonly Difference[] =>
  KEYS.flatMap((key) => differencesOf(key, before, after));

/**
 * The later terms, with the earlier ones wherever the later loosen and `isApproved` does not let that
 * be: what only tightens holds at once.
 */
export const stricterOf = (
  before: Terms,
  after: Terms,
  isApproved: (difference: Difference) => boolean = () => false,
): Terms => {
  const kept = policyDifferences(before, after).filter(
    (each) => each.effect === 'loosens' && !isApproved(each),
  );
  const merged = Object.fromEntries(
    KEYS.map((key) => [key, mergedOf(key, before, after, kept)]),
  ) as unknown as Deciding;
  const { people, programs, ...environment } = merged;
  return { environment: { ...after.environment, ...environment }, people, programs };
};

const KEYS = Object.keys(RULES) as readonly TermKey[];

/** Any rule, its own types forgotten: it is only ever given values of its own key. */
const ruleOf = (key: TermKey): KeyRule<unknown> => RULES[key] as unknown as KeyRule<unknown>;

/** Undefined for a key that the version which stored these terms did not have. */
const termAt = (key: TermKey, { environment, people, programs }: Terms): unknown =>
  ({ ...environment, people, programs })[key];

const NOTHING: VerifyPolicy = { http: [], workflow: null };
const isNothing = ({ http, workflow }: VerifyPolicy): boolean =>
  http.length === 0 && workflow === null;

/** No freezes are written as none at all, and so are nothing to verify and nobody to tell. */
const comparedAt = (key: TermKey, terms: Terms): unknown => {
  if (key === 'freezes') return terms.environment.freezes ?? [];
  if (key === 'notify') return terms.environment.notify ?? NOBODY_TOLD;
  return key === 'verify' ? (terms.environment.verify ?? NOTHING) : termAt(key, terms);
};

const differencesOf = (key: TermKey, before: Terms, after: Terms): readonly Difference[] => {
  const [was, is] = [comparedAt(key, before), comparedAt(key, after)];
  if (was === undefined) return [];
  // A floor that no longer says anything about it.
  if (is === undefined) return [{ key, part: null, before: was, after: null, effect: 'loosens' }];
  const found = ruleOf(key).differences(was, is, { before, after });
  return found.map((each) => ({ key, ...each }));
};

const mergedOf = (
  key: TermKey,
  before: Terms,
  after: Terms,
  kept: readonly Difference[],
): unknown => {
  const own = kept.filter((each) => each.key === key).map(({ part }) => part);
  if (own.length === 0) return termAt(key, after);
  const [was, is] = [comparedAt(key, before), comparedAt(key, after)];
  if (is === undefined) return was;
  return ruleOf(key).merged(was, is, (part) => own.includes(part));
};
