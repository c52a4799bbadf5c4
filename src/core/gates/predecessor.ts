/** The environments before: the release must have completed there, and still stand. */
import { z } from 'zod';
import type { Completion } from '../facts.ts';
import type { Instant } from '../instant.ts';
import type { Release } from '../release.ts';
import { gate, type Verdict } from './gate.ts';

export type PredecessorReason =
  | {
      readonly code: 'completed';
      readonly in: readonly { readonly environment: string; readonly at: Instant; readonly sameTree: boolean }[];
    }
  | {
      readonly code: 'not_completed';
      readonly missing: readonly string[];
      readonly fanIn: 'all' | 'any';
      /** It completed there and was rolled back or marked faulty since. */
      readonly withdrawn: readonly string[];
    };

export const predecessor = gate({
  name: 'predecessor',
  version: 1,
  order: 1,
  options: z.strictObject({}),
  byDefault: (environment) => (environment.after.length > 0 ? {} : null),
  needs: ['history'],
  wakesOn: ['deployments'],
  evaluate: ({ policy, promotion, facts }): Verdict<PredecessorReason> => {
    const { after, fanIn } = policy.environment;
    const seen = after.map((environment) => ({
      environment,
      here: facts.history.filter((each) => each.environment === environment && isSame(each, promotion.release)),
    }));
    const proven = seen.flatMap(({ environment, here }) => {
      const good = here.filter(stands).sort((a, b) => b.at - a.at || (a.promotionId < b.promotionId ? -1 : 1))[0];
      return good === undefined
        ? []
        : [{ environment, at: good.at, sameTree: good.sha !== promotion.release.sha }];
    });
    const enough = fanIn === 'any' ? proven.length > 0 : proven.length === after.length;
    if (enough) {
      return { status: 'pass', reasons: [{ code: 'completed', in: proven }], changedBy: [], until: null };
    }
    const missing = after.filter((name) => !proven.some((each) => each.environment === name));
    const withdrawn = seen.filter(({ here }) => here.length > 0 && !here.some(stands));
    const reason: PredecessorReason = {
      code: 'not_completed',
      missing,
      fanIn,
      withdrawn: withdrawn.map((each) => each.environment),
    };
    return {
      status: 'block',
      reasons: [reason],
      changedBy: [{ kind: 'event', wake: 'deployments' }],
      until: null,
    };
  },
});

const stands = (completion: Completion): boolean => !completion.rolledBack && !completion.faulty;

/** The same commit with the same artifacts; without artifacts an identical tree is the same. */
const isSame = (completion: Completion, release: Release): boolean => {
  const artifacts = release.artifacts.map((artifact) => artifact.digest).sort();
  const theirs = completion.artifacts.toSorted();
  if (artifacts.length === 0 && theirs.length === 0) return completion.tree === release.tree;
  return completion.sha === release.sha && artifacts.join() === theirs.join();
};
