/**
 * Time proves what no test does: the release must have been live where it was before for so long. A
 * later release that contains it carries its time on; a rollback, or something without it, ends it.
 */
import { z } from 'zod';
import { DURATION, durationMs } from '../duration.ts';
import { asksAsMuch, type Ways, waysOf } from '../environments/ways.ts';
import type { Completion } from '../facts.ts';
import { type Instant, isFuture } from '../instant.ts';
import type { EnvironmentPolicy, GateSetting } from '../policy.ts';
import { isSameContent, type Release, type Sha } from '../release.ts';
import type { Stay } from '../release-facts.ts';
import { type Changer, gate, type Verdict } from './gate.ts';

/** Since when its time counts in one environment, and how long it has to. What that is by now is for the reader. */
export interface Soaked {
  readonly environment: string;
  readonly since: Instant;
  readonly neededMs: number;
}

export type SoakReason =
  | ({ readonly code: 'soaked' } & Soaked)
  | ({ readonly code: 'soaking' } & Soaked)
  | {
      readonly code: 'not_completed';
      readonly environment: string;
      /** It completed there and was rolled back or marked faulty since. */
      readonly withdrawn: boolean;
      /** It completed there at an instant that is still to come: that proves nothing. */
      readonly future: boolean;
    }
  | {
      readonly code: 'replaced';
      readonly environment: string;
      /** What is live there now. */
      readonly by: Sha;
      /** That has the release in it, and was not completed, or was taken back. */
      readonly contains: boolean;
    }
  | { readonly code: 'nowhere' };

const TIME = 'a time such as 30m, 2h or 7d';

const options = z.strictObject({
  for: z
    .string(TIME)
    .regex(DURATION, { error: TIME, abort: true })
    .describe('How long it must have been live there.'),
  in: z
    .array(z.string())
    .min(1)
    .max(20)
    .optional()
    .describe('The environments that count; those before this one when left out.'),
});

export const soak = gate({
  name: 'soak',
  version: 1,
  order: 2,
  options,
  byDefault: () => null,
  loosens: (before, after, of) =>
    durationMs(after.for) < durationMs(before.for) || losesPlaces(before, after, of),
  needs: ['history', 'stays', 'containing'],
  wakesOn: ['deployments', 'policy'],
  evaluate: ({ options: set, policy, promotion, facts, at }): Verdict<SoakReason> => {
    const neededMs = durationMs(set.for);
    const { after, fanIn } = policy.environment;
    const { stays, containing, history } = facts;
    const { release } = promotion;
    const reasons = (set.in ?? after).map((environment): SoakReason => {
      const there = { environment, at, neededMs };
      const own = history.filter(
        (each) => each.environment === environment && isSameContent(each, release),
      );
      const here = stays.filter((each) => each.environment === environment);
      return soakIn(there, own, { stays: here, containing, release });
    });
    return set.in === undefined && fanIn === 'any' ? anyOf(reasons) : allOf(reasons);
  },
});

type Options = z.infer<typeof options>;
type Sides = { readonly before: EnvironmentPolicy; readonly after: EnvironmentPolicy };

const losesPlaces = (before: Options, after: Options, of: Sides): boolean => {
  if (before.in === undefined && after.in === undefined) return false;
  const [own, next] = [waysOf(of.before), waysOf(of.after)];
  const [was, is] = [waysIn(before, own), waysIn(after, next)];
  // The way there may be held as it was, and then what comes before is not what the file says.
  const isMoved = (before.in === undefined || after.in === undefined) && !isSameWay(own, next);
  return isMoved || was.names.length === 0 || (is.names.length > 0 && !asksAsMuch(is, was));
};

const waysIn = (set: Options, way: Ways): Ways =>
  set.in === undefined ? way : { names: set.in, any: false };

const isSameWay = (a: Ways, b: Ways): boolean => asksAsMuch(a, b) && asksAsMuch(b, a);

/** The environments where a gate's options ask for time; none for other gates. */
export const soakEnvironments = (
  environment: Pick<EnvironmentPolicy, 'after' | 'gates'>,
): readonly string[] =>
  environment.gates.flatMap(({ gate: name, options: set }: GateSetting) => {
    const read = options.safeParse(set);
    return name === 'soak' && read.success ? (read.data.in ?? environment.after) : [];
  });

interface There {
  readonly environment: string;
  readonly at: Instant;
  readonly neededMs: number;
}

interface Line {
  /** Newest first. */
  readonly stays: readonly Stay[];
  readonly containing: readonly Sha[];
  readonly release: Release;
}

const soakIn = (
  { environment, at, neededMs }: There,
  own: readonly Completion[],
  line: Line,
): SoakReason => {
  const standing = own.filter((each) => !each.rolledBack && !each.faulty);
  const past = standing.filter((each) => !isFuture(each.at, at));
  if (past.length === 0) {
    const [future, withdrawn] = [standing.length > 0, standing.length < own.length];
    return { code: 'not_completed', environment, withdrawn, future };
  }
  const unbroken = sinceUnbroken(line, at);
  if (unbroken === null) return replaced(environment, line);
  const since = Math.max(unbroken, Math.min(...past.map((each) => each.at)));
  const code = at - since >= neededMs ? 'soaked' : 'soaking';
  return { code, environment, since, neededMs };
};

const replaced = (environment: string, line: Line): SoakReason => {
  const [now] = line.stays;
  if (now === undefined)
    throw new Error(`it completed in ${environment}, and nothing is live there`);
  return { code: 'replaced', environment, by: now.sha, contains: contains(line, now) };
};

const contains = ({ containing, release }: Line, stay: Stay): boolean =>
  isSameContent(stay, release) || containing.includes(stay.sha);

/** Since when only this release, or what contains it, has been live there; null where that is not so now. */
const sinceUnbroken = (of: Line, at: Instant): Instant | null => {
  const { stays } = of;
  const carries = (stay: Stay): boolean =>
    stay.healthy && !isFuture(stay.since, at) && contains(of, stay);
  const broken = stays.findIndex((stay) => !carries(stay));
  const line = broken === -1 ? stays : stays.slice(0, broken);
  return line.at(-1)?.since ?? null;
};

type Soaking = Extract<SoakReason, { readonly code: 'soaking' }>;

const isSoaking = (reason: SoakReason): reason is Soaking => reason.code === 'soaking';
const readyAt = ({ since, neededMs }: Soaking): Instant => since + neededMs;

const allOf = (reasons: readonly SoakReason[]): Verdict<SoakReason> => {
  const [first, ...rest] = reasons;
  if (first === undefined) return blocked([{ code: 'nowhere' }]);
  const all: Verdict<SoakReason>['reasons'] = [first, ...rest];
  const waiting = reasons.filter(isSoaking);
  if (reasons.some((reason) => reason.code !== 'soaked' && !isSoaking(reason))) return blocked(all);
  if (waiting.length === 0) return passed(all);
  return waits(all, Math.max(...waiting.map(readyAt)));
};

const anyOf = (reasons: readonly SoakReason[]): Verdict<SoakReason> => {
  const soaked = reasons.find((reason) => reason.code === 'soaked');
  if (soaked !== undefined) return passed([soaked]);
  const [first, ...rest] = reasons.filter(isSoaking);
  if (first === undefined) return allOf(reasons);
  return waits([first, ...rest], Math.min(...[first, ...rest].map(readyAt)));
};

const DEPLOYMENTS: Changer = { kind: 'event', wake: 'deployments' };

const passed = (reasons: Verdict<SoakReason>['reasons']): Verdict<SoakReason> => ({
  status: 'pass',
  reasons,
  changedBy: [],
  until: null,
});

const waits = (reasons: Verdict<SoakReason>['reasons'], until: Instant): Verdict<SoakReason> => ({
  status: 'wait',
  reasons,
  changedBy: [{ kind: 'time', at: until }, DEPLOYMENTS],
  until,
});

const blocked = (reasons: Verdict<SoakReason>['reasons']): Verdict<SoakReason> => ({
  status: 'block',
  reasons,
  changedBy: [reasons[0].code === 'nowhere' ? { kind: 'event', wake: 'policy' } : DEPLOYMENTS],
  until: null,
});
