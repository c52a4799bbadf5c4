/**
 * What a gate is. A gate is a pure function of facts that were loaded for it; it never runs when one
 * of them is missing (`decide` answers `error` for it), so it can neither forget to fail closed nor
 * be skipped.
 */
import type { z } from 'zod';
import type { FactName, Facts, Loaded } from '../facts.ts';
import type { Instant } from '../instant.ts';
import type { Person } from '../person.ts';
import type { EffectivePolicy, EnvironmentPolicy, Grant } from '../policy.ts';
import type { PromotionRequest } from '../promotion/request.ts';

/** Events that can change a gate's answer. */
export type Wake =
  | 'checks'
  | 'reviews'
  | 'votes'
  | 'teams'
  | 'deployments'
  | 'pushes'
  | 'branches'
  | 'policy'
  | 'locks'
  | 'halts'
  | 'quarantines'
  | 'inquiries';

export type Status = 'pass' | 'warn' | 'wait' | 'block' | 'error';

/** Who or what can turn this verdict into a pass. */
export type Changer =
  | { readonly kind: 'people'; readonly who: Grant; readonly except: readonly Person[] }
  | { readonly kind: 'event'; readonly wake: Wake }
  | { readonly kind: 'time'; readonly at: Instant };

export interface Reason {
  /** Stable, snake_case; shown with its gate as `checks.no_checks_yet`. */
  readonly code: string;
}

export interface Verdict<R extends Reason = Reason> {
  readonly status: Status;
  readonly reasons: readonly [R, ...R[]];
  /** Empty only for `pass`. */
  readonly changedBy: readonly Changer[];
  /** For `wait`: when it may end by time alone. */
  readonly until: Instant | null;
}

/** The facts a gate asked for, all of them there. */
export type Given<Needs extends FactName> = {
  readonly [N in Needs]: NonNullable<Facts[N]> extends Loaded<infer T> ? T : never;
};

export interface GateInput<Options, Needs extends FactName> {
  readonly options: Options;
  readonly policy: EffectivePolicy;
  readonly promotion: PromotionRequest;
  readonly facts: Given<Needs>;
  readonly at: Instant;
}

export interface Gate<Name extends string, Options, Needs extends FactName, R extends Reason> {
  /** File name, policy key, reason prefix, fixture folder and docs anchor in one. */
  readonly name: Name;
  /** Raised whenever the same facts may give another verdict; kept in every record. */
  readonly version: number;
  /** 1: about the environment; 2: about the release; 3: about people. */
  readonly order: 1 | 2 | 3;
  /** What may stand below its key in the policy file. */
  readonly options: z.ZodType<Options>;
  /** Its options where the policy file does not name it; null leaves it off. */
  readonly byDefault: (environment: {
    readonly production: boolean;
    readonly after: readonly string[];
  }) => Options | null;
  /**
   * Whether the later options may let through what the earlier ones held back. A gate without this
   * has any change of its options taken for a loosening.
   */
  readonly loosens?: (
    before: Options,
    after: Options,
    of: { readonly before: EnvironmentPolicy; readonly after: EnvironmentPolicy },
  ) => boolean;
  readonly needs: readonly Needs[];
  readonly wakesOn: readonly Wake[];
  readonly evaluate: (input: GateInput<Options, Needs>) => Verdict<R>;
}

/** Keeps the literal types of a gate's name, needs and reasons. */
export const gate = <const Name extends string, Options, Needs extends FactName, R extends Reason>(
  it: Gate<Name, Options, Needs, R>,
): Gate<Name, Options, Needs, R> => it;
