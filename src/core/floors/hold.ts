/**
 * What holds of an organisation's own file: its environments as everywhere, and its floors, each compared
 * with what it was. A floor that is gone from the file asks for nothing, which loosens.
 */
import type { EnvironmentPolicy, Floor, Policy } from '../policy.ts';
import { type Held, type HoldAsk, type Holding, holdingsOf } from '../policy-diff/hold.ts';
import { stricterOf } from '../policy-diff/policy-diff.ts';
import { termsOf } from '../policy-diff/terms.ts';
import { emptyFloor, selectorOf } from './floor.ts';

export const allHoldingsOf = (ask: HoldAsk): readonly Holding[] => {
  const { policy, held } = ask;
  const isFloor = ({ environment }: Held): boolean => selectorOf(environment) !== null;
  const floors = held.filter(isFloor);
  const selectors = floors.flatMap(({ environment }) => selectorOf(environment) ?? []);
  const environments = floorsIn(policy, selectors).map((floor) => floor.environment);
  return [
    ...holdingsOf({ ...ask, held: held.filter((each) => !isFloor(each)) }),
    ...holdingsOf({ ...ask, policy: { ...policy, environments }, held: floors }),
  ];
};

/** An environment or a floor by its name. A floor that the policy does not have asks for nothing. */
export const namedIn = (policy: Policy, name: string): EnvironmentPolicy | undefined => {
  const selector = selectorOf(name);
  if (selector === null) return policy.environments.find((each) => each.name === name);
  return floorsIn(policy, [selector]).find((floor) => isSame(floor.selector, selector))
    ?.environment;
};

export type HeldFloors = readonly (Pick<Held, 'environment' | 'terms'> & {
  readonly waits: boolean;
})[];

/** The floors that hold: what the file says, and what was held before where it loosens and waits. */
export const floorsThatHold = (policy: Policy | null, held: HeldFloors): readonly Floor[] => {
  const known = held.flatMap((each) => {
    const selector = selectorOf(each.environment);
    return selector === null ? [] : [{ ...each, selector }];
  });
  if (policy === null) {
    return known.map(({ selector, terms }) => ({
      selector,
      environment: terms.environment,
      places: {},
    }));
  }
  const waiting = known.filter(({ waits }) => waits);
  const all = floorsIn(
    policy,
    waiting.map(({ selector }) => selector),
  );
  return all.map((floor) => {
    const former = waiting.find(({ selector }) => isSame(selector, floor.selector));
    if (former === undefined) return floor;
    const { environment } = stricterOf(former.terms, termsOf(policy, floor.environment));
    return { ...floor, environment };
  });
};

/** Those of the file, and empty ones for selectors that it does not have. */
const floorsIn = ({ floors = [] }: Policy, selectors: readonly string[]): readonly Floor[] => [
  ...floors,
  ...selectors
    .filter((selector) => !floors.some((floor) => isSame(floor.selector, selector)))
    .map((selector) => ({ selector, environment: emptyFloor(selector), places: {} })),
];

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();
