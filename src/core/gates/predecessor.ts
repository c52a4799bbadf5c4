/** The environments before: the release must have completed there, and still stand. */
import { z } from 'zod';
import type { Completion } from '../facts.ts';
import { type Instant, isFuture } from '../instant.ts';
import type { EnvironmentPolicy } from '../policy.ts';
import { isSameContent, type Release, type Sha } from '../release.ts';
import { gate, type Verdict } from './gate.ts';

export type PredecessorReason =
  | {
      readonly code: 'completed';
      readonly in: readonly Proof[];
    }
  | {
      readonly code: 'not_completed';
      readonly missing: readonly string[];
      readonly fanIn: 'all' | 'any';
      /** It completed there and was rolled back or marked faulty since. */
      readonly withdrawn: readonly string[];
      /** It completed there at an instant that is still to come: that proves nothing. Not in version 1. */
      readonly future?: readonly string[];
    };

export interface Proof {
  readonly environment: string;
  readonly at: Instant;
  /** Another commit completed there, with an identical tree. */
  readonly sameTree: boolean;
  /** Deployed past Lockkeeper, by somebody whom the policy trusts there. */
  readonly by?: string;
}

export const predecessor = gate({
  name: 'predecessor',
  version: 2,
  order: 1,
  options: z.strictObject({}),
  byDefault: (environment) => (environment.after.length > 0 ? {} : null),
  needs: ['history'],
  wakesOn: ['deployments'],
  evaluate: ({ policy, promotion, facts, at }): Verdict<PredecessorReason> => {
    const { after, fanIn } = policy.environment;
    const same = facts.history.filter((each) => isSameContent(each, promotion.release));
    const [standing, withdrawnThere] = [same.filter(stands), same.filter((each) => !stands(each))];
    const proofs = proofsOf(policy.environment, standing, { sha: promotion.release.sha, at });
    if (isEnough(policy.environment, proofs)) {
      const reason = { code: 'completed', in: proofs } as const;
      return { status: 'pass', reasons: [reason], changedBy: [], until: null };
    }
    const missing = after.filter((name) => !proofs.some((proof) => proof.environment === name));
    const among = (completions: readonly Completion[]): readonly string[] =>
      missing.filter((name) => completions.some((each) => each.environment === name));
    return {
      status: 'block',
      reasons: [
        {
          code: 'not_completed',
          missing,
          fanIn,
          withdrawn: among(withdrawnThere),
          future: among(standing),
        },
      ],
      changedBy: [{ kind: 'event', wake: 'deployments' }],
      until: null,
    };
  },
});

/** Whether a release has completed in as many of the environments before as are needed, and still stands. */
export const hasCompleted = (
  route: Route,
  history: readonly Completion[],
  release: Release,
  at: Instant,
): boolean => {
  const standing = history.filter((each) => stands(each) && isSameContent(each, release));
  return isEnough(route, proofsOf(route, standing, { sha: release.sha, at }));
};

type Route = Pick<EnvironmentPolicy, 'after' | 'fanIn'>;

/** One for each environment where something of this content completed, none of it later than now. */
const proofsOf = (
  { after }: Route,
  standing: readonly Completion[],
  { sha, at }: { readonly sha: Sha; readonly at: Instant },
): readonly Proof[] =>
  after.flatMap((environment): readonly Proof[] => {
    const newest = newestOf(
      standing.filter((each) => each.environment === environment && !isFuture(each.at, at)),
    );
    if (newest === null) return [];
    const by = newest.by === undefined ? {} : { by: newest.by.login };
    return [{ environment, at: newest.at, sameTree: newest.sha !== sha, ...by }];
  });

const isEnough = ({ after, fanIn }: Route, proofs: readonly Proof[]): boolean =>
  proofs.length === after.length || (fanIn === 'any' && proofs.length > 0);

const stands = (completion: Completion): boolean => !completion.rolledBack && !completion.faulty;

const newestOf = (completions: readonly Completion[]): Completion | null =>
  completions.toSorted((a, b) => b.at - a.at || (a.promotionId < b.promotionId ? -1 : 1))[0] ??
  null;
