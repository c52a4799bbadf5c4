/**
 * What an organisation asks at least of the environments of its repositories. A floor is kept as a
 * policy that asks for nothing else, so that floors are compared like any policy; its approval rules and
 * freezes are added to an environment, and everything else there must be at least as strict.
 */
import { canonicalJson } from '../digest.ts';
import { matchesGlob } from '../glob.ts';
import { DAY } from '../instant.ts';
import type { EnvironmentPolicy, Floor, GateSetting, Grant, Policy } from '../policy.ts';
import { isWithin } from '../policy-diff/grants.ts';
import { type Difference, policyDifferences } from '../policy-diff/policy-diff.ts';
import { termsOf } from '../policy-diff/terms.ts';

/** All that are called production, whatever their names. */
export const PRODUCTION = 'production: true';

const PREFIX = 'floor ';

/** No environment can be called so: names have no spaces. */
const floorName = (selector: string): string => `${PREFIX}${selector}`;

/** Null for the name of an environment. */
export const selectorOf = (name: string): string | null =>
  name.startsWith(PREFIX) ? name.slice(PREFIX.length) : null;

const ANYBODY: Grant = { users: [], teams: [], permission: 'none' };

const LONGEST_MS = 3_650 * DAY;

/** A floor that asks for nothing: what is said of it is put in the place of this. */
export const emptyFloor = (selector: string): EnvironmentPolicy => ({
  name: floorName(selector),
  aliases: [],
  after: [],
  fanIn: 'all',
  production: false,
  url: null,
  gates: [],
  approvals: NO_APPROVALS,
  separationOfDuties: { level: 'off', reviewedChanges: 'exempt', promoteByOthers: false },
  unknownAuthors: 'ignore',
  allowForks: true,
  allow: {
    promote: ANYBODY,
    approve: ANYBODY,
    lock: ANYBODY,
    rollback: ANYBODY,
    halt: ANYBODY,
    quarantine: ANYBODY,
    except: ANYBODY,
  },
  onBlock: 'wait',
  execute: 'auto',
  queue: 'fifo',
  remindAfterMs: null,
  expireAfterMs: LONGEST_MS,
  deploy: { deployer: 'github', timeoutMs: DAY, reporters: [] },
  rollback: { gates: [], approvals: NO_APPROVALS, migrations: [] },
  autoPromote: null,
});

/** As one is that is gone from its file. */
export const asksForNothing = ({ selector, environment }: Floor): boolean =>
  canonicalJson(environment) === canonicalJson(emptyFloor(selector));

const NO_APPROVALS = { rules: [], distinctPeople: null, via: null, afterRequest: false } as const;

export const isFloorFor = (
  selector: string,
  { name, production }: Pick<EnvironmentPolicy, 'name' | 'production'>,
): boolean =>
  selector === PRODUCTION ? production : matchesGlob(selector.toLowerCase(), name.toLowerCase());

/** The environment with the rules and freezes that its floors add. */
export const onFloors = (
  environment: EnvironmentPolicy,
  floors: readonly Floor[],
): EnvironmentPolicy =>
  floors
    .filter(({ selector }) => isFloorFor(selector, environment))
    .reduce((built, floor) => withAdded(built, floor.environment), environment);

const withAdded = (environment: EnvironmentPolicy, floor: EnvironmentPolicy): EnvironmentPolicy => {
  const { approvals } = environment;
  const rules = floor.approvals.rules.filter(
    (rule) => !approvals.rules.some((own) => own.count >= rule.count && isWithin(own, rule)),
  );
  const named = rules.map((rule) => ({
    ...rule,
    name: freeName(
      rule.name,
      approvals.rules.map(({ name }) => name),
    ),
  }));
  const own = environment.freezes ?? [];
  const added = (floor.freezes ?? []).map((freeze) => ({
    ...freeze,
    name: freeName(
      freeze.name,
      own.map(({ name }) => name),
    ),
  }));
  // Where only the organisation asks people to approve, nobody approves their own work there.
  const asksNow = approvals.rules.length === 0 && named.length > 0;
  const { separationOfDuties: separation } = environment;
  return {
    ...environment,
    separationOfDuties:
      asksNow && separation.level === 'off' ? { ...separation, level: 'change' } : separation,
    approvals: { ...approvals, rules: [...approvals.rules, ...named] },
    ...(added.length === 0 ? {} : { freezes: [...own, ...added] }),
  };
};

/** One of the organisation never takes the place of one of the repository. */
const freeName = (name: string, taken: readonly string[]): string => {
  const free = ['', ' (organisation)', ' (organisation, too)', ' (organisation, again)'];
  const found = free.map((end) => `${name}${end}`).find((each) => !taken.includes(each));
  return found ?? `${name} (organisation ${taken.length})`;
};

export interface Undercut {
  readonly floor: Floor;
  /** From what the floor asks for to what the environment says. */
  readonly difference: Difference;
}

/** Everything in which an environment asks for less than its floors. */
export const undercutsOf = (
  policy: Policy,
  environment: EnvironmentPolicy,
  floors: readonly Floor[],
): readonly Undercut[] => {
  const built = onFloors(environment, floors);
  return floors
    .filter(({ selector }) => isFloorFor(selector, environment))
    .flatMap((floor) => {
      const required = termsOf(policy, requiredBy(built, floor.environment));
      return policyDifferences(required, termsOf(policy, built))
        .filter(({ effect }) => effect === 'loosens')
        .map((difference) => ({ floor, difference }));
    });
};

/** The environment, with what the floor asks for in the place of its own. */
const requiredBy = (built: EnvironmentPolicy, floor: EnvironmentPolicy): EnvironmentPolicy => {
  const { trustDeploymentsBy: _own, ...rest } = built;
  const trust = floor.trustDeploymentsBy;
  return {
    ...rest,
    gates: requiredGates(built.gates, floor.gates),
    separationOfDuties: floor.separationOfDuties,
    unknownAuthors: floor.unknownAuthors,
    allowForks: floor.allowForks,
    allow: floor.allow,
    expireAfterMs: floor.expireAfterMs,
    ...(trust === undefined ? {} : { trustDeploymentsBy: trust }),
  };
};

/** A floor that names a gate alone asks for nothing of its options. */
const requiredGates = (
  own: readonly GateSetting[],
  floors: readonly GateSetting[],
): readonly GateSetting[] => [
  ...own.filter(({ gate }) => floors.every((each) => each.gate !== gate)),
  ...floors.map((floor) => ({
    ...floor,
    options: floor.options ?? own.find(({ gate }) => gate === floor.gate)?.options ?? null,
  })),
];
