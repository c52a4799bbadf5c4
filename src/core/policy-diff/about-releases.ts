/** How the keys about the release and its way compare: gates, what comes before, how it is deployed. */
import { canonicalJson } from '../digest.ts';
import { asksAsMuch, waysOf } from '../environments/ways.ts';
import type { FactName } from '../facts.ts';
import type { Freeze, FreezeTime } from '../freezes/freeze.ts';
import type { Gate, Reason } from '../gates/gate.ts';
import { gates } from '../gates/registry.ts';
import type { DeployPolicy, GateSetting } from '../policy.ts';
import { isSubset } from './grants.ts';
import { type Effect, type KeyRule, parts, type Sides, whole } from './rule.ts';

export const gatesRule = parts<readonly GateSetting[], GateSetting>({
  split: (settings) => new Map(settings.map((each) => [each.gate, each])),
  join: (kept) => [...kept.values()],
  effect: (before, after, sides) => {
    if (before === undefined) return 'tightens';
    if (after === undefined) return 'loosens';
    return loosensGate(before, after, sides) ? 'loosens' : 'tightens';
  },
});

/** A gate says itself how its options compare; where it does not, any change of them loosens. */
const loosensGate = (before: GateSetting, after: GateSetting, sides: Sides): boolean => {
  if (before.onFailure === 'block' && after.onFailure === 'warn') return true;
  // A floor may ask for a gate whatever its options.
  if (before.options === null) return false;
  if (canonicalJson(before.options) === canonicalJson(after.options)) return false;
  const gate = gateNamed(after.gate);
  if (gate?.loosens === undefined) return true;
  const [was, is] = [gate.options.safeParse(before.options), gate.options.safeParse(after.options)];
  return (
    !was.success ||
    !is.success ||
    gate.loosens(was.data, is.data, {
      before: sides.before.environment,
      after: sides.after.environment,
    })
  );
};

/** Any gate, its own types forgotten: options are read by its own schema before it is asked. */
type SomeGate = Pick<Gate<string, unknown, FactName, Reason>, 'options' | 'loosens'>;

const gateNamed = (name: string): SomeGate | undefined => {
  const all = gates as unknown as Readonly<Record<string, SomeGate>>;
  return Object.hasOwn(all, name) ? all[name] : undefined;
};

/** One that comes closes more. Of recurring ones it is not told which times close more. */
export const freezesRule = parts<readonly Freeze[], Freeze>({
  split: (freezes) => new Map(freezes.map((each) => [each.name, each])),
  join: (kept) => [...kept.values()],
  effect: (before, after) => {
    if (before === undefined) return 'tightens';
    return after !== undefined && closesAsMuch(after, before) ? 'tightens' : 'loosens';
  },
});

const closesAsMuch = (freeze: Freeze, other: Freeze): boolean =>
  freeze.timeZone === other.timeZone &&
  isSubset(other.verbs, freeze.verbs) &&
  (canonicalJson(freeze.when) === canonicalJson(other.when) || isLonger(freeze.when, other.when));

/** Local times on the same clock are in the order of their texts. */
const isLonger = (time: FreezeTime, other: FreezeTime): boolean =>
  time.kind === 'once' && other.kind === 'once' && time.from <= other.from && time.to >= other.to;

/** `after` and `fan_in` mean something only together. */
export const routeRule = <V>(): KeyRule<V> => whole((_before, _after, sides) => routeEffect(sides));

const routeEffect = ({ before, after }: Sides): Effect => {
  const [was, is] = [waysOf(before.environment), waysOf(after.environment)];
  if (was.names.length === 0) return 'tightens';
  if (is.names.length === 0) return 'loosens';
  return asksAsMuch(is, was) ? 'tightens' : 'loosens';
};

/** Whose word counts, how long it may take, and all else of it in one piece. */
export const deployRule: KeyRule<DeployPolicy> = parts<DeployPolicy, unknown>({
  split: ({ timeoutMs, ...how }) => {
    const { reporters, ...rest } = 'reporters' in how ? how : { ...how, reporters: [] };
    return new Map<string, unknown>([
      ...reporters.map((login) => [`${REPORTER}${login.toLowerCase()}`, login] as const),
      ['timeout', timeoutMs],
      ['deployer', rest],
    ]);
  },
  join: (kept) => {
    const reporters = [...kept].flatMap(([part, value]) =>
      part.startsWith(REPORTER) ? [value as string] : [],
    );
    const timeoutMs = kept.get('timeout') as number;
    const how = kept.get('deployer') as Pick<DeployPolicy, 'deployer'>;
    const whole =
      how.deployer === 'github' ? { ...how, timeoutMs, reporters } : { ...how, timeoutMs };
    return whole as DeployPolicy;
  },
  effect: (before, _after, _sides, part) => {
    if (part === 'timeout') return 'changes';
    return part.startsWith(REPORTER) && before !== undefined ? 'tightens' : 'loosens';
  },
});

const REPORTER = 'reporter ';
