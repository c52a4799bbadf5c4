/**
 * What holds in each environment when the policy file is another: what tightens at once, what loosens
 * only once somebody without a part in it approved. An environment that was renamed, or that was gone
 * for a while, is compared with what held there before.
 */
import type { EnvironmentPolicy, Policy, PolicySource } from '../policy.ts';
import type { Sha } from '../release.ts';
import { sayAfter, type UnderASay } from './approvers.ts';
import { type Difference, policyDifferences, stricterOf } from './policy-diff.ts';
import { type Terms, termsOf } from './terms.ts';

/** What holds in one environment, and from where. */
export interface Held extends UnderASay {
  readonly environment: string;
  readonly sources: readonly PolicySource[];
  /** Its place in the file; null since it is gone from it. */
  readonly position: number | null;
  /** The commit of the file that held whole, while something after it waits; null while nothing does. */
  readonly settledAt: Sha | null;
}

export interface Holding extends Held {
  /** What it is compared with; null where nobody saw another before. */
  readonly former: Held | null;
  /** What is other than what held, or what nobody knew before it. */
  readonly took: readonly Difference[];
  /** What loosens, and does not hold yet. */
  readonly waits: readonly Difference[];
}

export interface HoldAsk {
  readonly policy: Policy;
  readonly source: PolicySource;
  /** What held until now, environments that are gone included. */
  readonly held: readonly Held[];
  /** The commit of the file that held until now; null for the first one. */
  readonly before: Sha | null;
  readonly isApproved: (held: Held, after: Terms, difference: Difference) => boolean;
}

/** One for each environment of the policy, in its order; then those that are not in it. */
export const holdingsOf = (ask: HoldAsk): readonly Holding[] => {
  const { policy, held } = ask;
  const former = formerOf(policy.environments, held);
  const there = policy.environments.map((environment, position) =>
    holdOne(ask, environment, position, former.get(environment.name)),
  );
  return [
    ...there,
    ...held
      .filter(({ environment }) => there.every((each) => each.environment !== environment))
      .map((each) => goneFrom(there, each)),
  ];
};

/** A name that is only written otherwise now keeps what holds under the new one. */
const goneFrom = (there: readonly Holding[], gone: Held): Holding => {
  const now = there.find(({ environment }) => isSameName(environment, gone.environment));
  return {
    ...(now ?? gone),
    environment: gone.environment,
    position: null,
    settledAt: null,
    former: gone,
    took: [],
    waits: [],
  };
};

const holdOne = (
  { policy, source, before, isApproved }: HoldAsk,
  environment: EnvironmentPolicy,
  position: number,
  former: Held | undefined,
): Holding => {
  const { name } = environment;
  const after = termsOf(policy, environment);
  const whole = { environment: name, terms: after, sources: [source], position, settledAt: null };
  if (former === undefined) return { ...whole, former: null, took: [], waits: [] };
  const differences = policyDifferences(former.terms, after);
  const waits = differences.filter(
    (each) => each.effect === 'loosens' && !isApproved(former, after, each),
  );
  const approved = differences.flatMap((each) =>
    each.key === 'approvals' && each.effect === 'loosens' && !waits.includes(each) ? each.part : [],
  );
  if (waits.length === 0) {
    return { ...whole, ...sayAfter(former, after, approved), former, took: differences, waits };
  }
  const terms = stricterOf(former.terms, after, (each) => isApproved(former, after, each));
  const took = policyDifferences(former.terms, terms);
  return {
    environment: name,
    terms,
    ...sayAfter(former, terms, approved),
    sources: took.length === 0 ? former.sources : withSource(source, former.sources),
    position,
    settledAt: former.settledAt ?? before,
    former,
    took,
    waits,
  };
};

const withSource = (
  source: PolicySource,
  others: readonly PolicySource[],
): readonly PolicySource[] => [source, ...others.filter(({ sha }) => sha !== source.sha)];

/**
 * What each environment was before: of the same name, or of one that is its alias now, whenever that was;
 * else one that goes with this very change and whose place it takes, or that is left over.
 */
const formerOf = (
  environments: readonly EnvironmentPolicy[],
  held: readonly Held[],
): ReadonlyMap<string, Held> => {
  const found = new Map<string, Held>();
  const newest = held.toSorted((a, b) => Number(a.position === null) - Number(b.position === null));
  for (const { name } of environments) {
    const same = newest.find(({ environment }) => isSameName(environment, name));
    if (same !== undefined) found.set(name, same);
  }
  const others = newest.filter(({ environment }) =>
    environments.every(({ name }) => !isSameName(name, environment)),
  );
  const going = others.filter(({ position }) => position !== null);
  const taken = new Set<Held>();
  const pair = (
    from: readonly Held[],
    matches: (each: EnvironmentPolicy, place: number, was: Held) => boolean,
  ): void => {
    for (const [place, each] of environments.entries()) {
      if (found.has(each.name)) continue;
      const was = from.find((one) => !taken.has(one) && matches(each, place, one));
      if (was === undefined) continue;
      taken.add(was);
      found.set(each.name, was);
    }
  };
  pair(others, ({ aliases }, _place, was) =>
    aliases.some((alias) => isSameName(alias, was.environment)),
  );
  pair(going, (_each, place, was) => was.position === place);
  pair(going, () => true);
  return found;
};

/** GitHub tells environments apart whatever their case. */
export const isSameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
