/** The environments before: the release must have completed there, and still stand. */
import { z } from 'zod';
import type { Completion } from '../facts.ts';
import { type Instant, isFuture } from '../instant.ts';
import { isSameContent } from '../release.ts';
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
    const proofs = after.flatMap((environment): readonly Proof[] => {
      const newest = newestOf(
        standing.filter((each) => each.environment === environment && !isFuture(each.at, at)),
      );
      if (newest === null) return [];
      return [{ environment, at: newest.at, sameTree: newest.sha !== promotion.release.sha }];
    });
    const enough = proofs.length === after.length || (fanIn === 'any' && proofs.length > 0);
    if (enough) {
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

const stands = (completion: Completion): boolean => !completion.rolledBack && !completion.faulty;

const newestOf = (completions: readonly Completion[]): Completion | null =>
  completions.toSorted((a, b) => b.at - a.at || (a.promotionId < b.promotionId ? -1 : 1))[0] ??
  null;
