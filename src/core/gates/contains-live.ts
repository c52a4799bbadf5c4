/** What is live must be part of the release: otherwise promoting it would quietly undo something. */
import { z } from 'zod';
import type { LivePull } from '../facts.ts';
import type { Sha } from '../release.ts';
import { gate, type Verdict } from './gate.ts';

export type ContainsLiveReason =
  | { readonly code: 'contains_live'; readonly live: Sha }
  /** Its pull request was merged as another commit, and the release has that one. */
  | {
      readonly code: 'contains_live_as_merged';
      readonly live: Sha;
      readonly pullNumber: number;
      readonly mergeSha: Sha;
    }
  | { readonly code: 'first_release' }
  | {
      readonly code: 'behind_live';
      readonly live: Sha;
      readonly relation: 'behind' | 'diverged';
      /** The pull request of what is live; null where it is of none. Not in version 1. */
      readonly pull?: Pick<LivePull, 'number' | 'mergeSha'> | null;
    };

export const containsLive = gate({
  name: 'contains-live',
  version: 2,
  order: 1,
  options: z.strictObject({}),
  byDefault: (environment) => (environment.production ? {} : null),
  needs: ['live', 'shipped'],
  wakesOn: ['deployments'],
  evaluate: ({ promotion, facts: { live, shipped } }): Verdict<ContainsLiveReason> => {
    const pass = (reason: ContainsLiveReason): Verdict<ContainsLiveReason> => ({
      status: 'pass',
      reasons: [reason],
      changedBy: [],
      until: null,
    });
    if (live === null) return pass({ code: 'first_release' });
    if (live.tree === promotion.release.tree)
      return pass({ code: 'contains_live', live: live.sha });
    switch (shipped.relation) {
      case 'ahead':
      case 'identical':
        return pass({ code: 'contains_live', live: live.sha });
      case 'first':
      case 'not_compared':
        throw new Error(`something is live and the comparison says ${shipped.relation}`);
      case 'behind':
      case 'diverged': {
        const { relation, livePull = null } = shipped;
        if (livePull?.contained && livePull.mergeSha !== null) {
          const { number: pullNumber, mergeSha } = livePull;
          return pass({ code: 'contains_live_as_merged', live: live.sha, pullNumber, mergeSha });
        }
        const pull = livePull && { number: livePull.number, mergeSha: livePull.mergeSha };
        return {
          status: 'block',
          reasons: [{ code: 'behind_live', live: live.sha, relation, pull }],
          // A newer commit that contains it, or another release going live there.
          changedBy: [
            { kind: 'event', wake: 'pushes' },
            { kind: 'event', wake: 'deployments' },
          ],
          until: null,
        };
      }
      default:
        return shipped.relation satisfies never;
    }
  },
});
