/** How the keys about people compare: approvals, separation of duties, who may do what, who is who. */
import { canonicalJson } from '../digest.ts';
import type {
  ApprovalPolicy,
  ApprovalRule,
  Grant,
  Part,
  Policy,
  SeparationPolicy,
  Verb,
} from '../policy.ts';
import { circleEffect, isSubset, isWithin } from './grants.ts';
import { type Effect, type KeyRule, parts, type Sides } from './rule.ts';

type ApprovalPart = ApprovalRule | ApprovalPolicy['via'] | number | boolean;

/** How the part of a rule begins. */
export const RULE = 'rule ';

export const approvalsRule: KeyRule<ApprovalPolicy> = parts<ApprovalPolicy, ApprovalPart>({
  split: ({ rules, distinctPeople, via, afterRequest }) =>
    new Map<string, ApprovalPart>([
      ...rules.map((rule) => [`${RULE}${rule.name}`, rule] as const),
      ['distinct_people', distinctPeople ?? 0],
      ['via', via],
      ['after_request', afterRequest],
    ]),
  join: (kept) => ({
    rules: [...kept].flatMap(([part, value]) =>
      part.startsWith(RULE) ? [value as ApprovalRule] : [],
    ),
    distinctPeople: (kept.get('distinct_people') as number) || null,
    via: (kept.get('via') as ApprovalPolicy['via']) ?? null,
    afterRequest: kept.get('after_request') === true,
  }),
  effect: (before, after, sides, part) => {
    if (part.startsWith(RULE)) {
      const [was, is] = [before, after] as readonly (ApprovalRule | undefined)[];
      return ruleEffect(was, is, sides);
    }
    if (part === 'via') return viaEffect(before as Ways, after as Ways);
    return Number(after) < Number(before) ? 'loosens' : 'tightens';
  },
});

/** A rule that comes asks for more, one that goes for less. A narrower circle is harder to find people in. */
const ruleEffect = (
  before: ApprovalRule | undefined,
  after: ApprovalRule | undefined,
  sides: Sides,
): Effect => {
  if (before === undefined)
    return after !== undefined && helps(after, sides) ? 'loosens' : 'tightens';
  if (after === undefined) return isImplied(before, sides) ? 'changes' : 'loosens';
  return implies(after, before) ? 'tightens' : 'loosens';
};

/** Where different people are asked for over all rules, those of a new rule count among them. */
const helps = (added: ApprovalRule, { before }: Sides): boolean => {
  const { rules, distinctPeople } = before.environment.approvals;
  return distinctPeople !== null && !rules.some((rule) => isWithin(added, rule));
};

/** Whoever meets the one meets the other: one vote may fill several rules. */
const implies = (rule: ApprovalRule, other: ApprovalRule): boolean =>
  rule.count >= other.count && isWithin(rule, other);

/** A rule that was only given another name, or that one which stays asks for as well. */
const isImplied = (gone: ApprovalRule, { before, after }: Sides): boolean =>
  after.environment.approvals.rules.some(
    (rule) =>
      implies(rule, gone) &&
      before.environment.approvals.rules.every(
        (was) => was.name !== rule.name || canonicalJson(was) === canonicalJson(rule),
      ),
  );

type Ways = ApprovalPolicy['via'] | undefined;

const viaEffect = (before: Ways, after: Ways): Effect => {
  if (before === null || before === undefined) return 'tightens';
  return after !== null && after !== undefined && isSubset(after, before) ? 'tightens' : 'loosens';
};

type SeparationPart = SeparationPolicy[keyof SeparationPolicy];

export const separationRule: KeyRule<SeparationPolicy> = parts<SeparationPolicy, SeparationPart>({
  split: ({ level, reviewedChanges, promoteByOthers }) =>
    new Map<string, SeparationPart>([
      ['level', level],
      ['reviewed_changes', reviewedChanges],
      ['promote_by_others', promoteByOthers],
    ]),
  join: (kept) => ({
    level: kept.get('level') as SeparationPolicy['level'],
    reviewedChanges: kept.get('reviewed_changes') as SeparationPolicy['reviewedChanges'],
    promoteByOthers: kept.get('promote_by_others') === true,
  }),
  effect: (before, after, _sides, part) => {
    if (part === 'level') {
      const [was, is] = [before, after] as readonly SeparationPolicy['level'][];
      return was !== undefined && is !== undefined && isAtLeast(is, was) ? 'tightens' : 'loosens';
    }
    return after === 'exempt' || after === false ? 'loosens' : 'tightens';
  },
});

const CHANGE: readonly Part[] = ['requester', 'author', 'committers', 'pushers'];

const PARTS_OF: Readonly<Record<'off' | 'requester' | 'change' | 'strict', readonly Part[]>> = {
  off: [],
  requester: ['requester'],
  change: CHANGE,
  strict: CHANGE,
};

/** off < requester < change < strict; a list is as strict as another that it holds. */
const isAtLeast = (level: SeparationPolicy['level'], floor: SeparationPolicy['level']): boolean => {
  if (floor === 'strict') return level === 'strict';
  return isSubset(partsOf(floor), partsOf(level));
};

const partsOf = (level: SeparationPolicy['level']): readonly Part[] =>
  typeof level === 'string' ? PARTS_OF[level] : level;

export const allowRule: KeyRule<Readonly<Record<Verb, Grant>>> = parts({
  split: (allow: Readonly<Record<Verb, Grant>>) => new Map(Object.entries(allow)),
  join: (kept) => Object.fromEntries(kept) as Record<Verb, Grant>,
  // A verb that only one of both has is one that this version learned or forgot.
  effect: (before, after) =>
    before === undefined || after === undefined ? 'changes' : circleEffect(before, after),
});

/** An address nobody knows blocks, so whoever names it lets it through. */
export const peopleRule: KeyRule<Policy['people']> = parts({
  split: (people: Policy['people']) => new Map(Object.entries(people)),
  join: (kept) => Object.fromEntries(kept),
  effect: (_before, after, sides) =>
    after === undefined && blocksUnknown(sides) ? 'tightens' : 'loosens',
});

const blocksUnknown = ({ before, after }: Sides): boolean =>
  before.environment.unknownAuthors === 'block' && after.environment.unknownAuthors === 'block';
