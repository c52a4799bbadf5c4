/** Whether it can be shown that nobody approves their own work: everyone with a part must be known. */
import { z } from 'zod';
import {
  type Excluded,
  type ProvenChange,
  type Separation,
  separate,
  type UnknownAuthor,
} from '../approvals/separation-of-duties.ts';
import type { Completion } from '../facts.ts';
import type { Person } from '../person.ts';
import type { PromotionRequest } from '../promotion/request.ts';
import type { Sha } from '../release.ts';
import { type Changer, gate, type Verdict } from './gate.ts';

export type SeparationOfDutiesReason =
  | { readonly code: 'off' }
  | {
      readonly code: 'separated';
      readonly level: Separation['level'];
      readonly excluded: readonly Excluded[];
      readonly proven: readonly ProvenChange[];
      readonly unproven: readonly Sha[];
    }
  | { readonly code: 'unknown_author'; readonly authors: readonly UnknownAuthor[] }
  | { readonly code: 'pushers_unknown'; readonly changes: readonly (number | null)[] }
  | { readonly code: 'promoted_before_by_requester'; readonly people: readonly Person[] };

export const separationOfDuties = gate({
  name: 'separation-of-duties',
  version: 1,
  order: 3,
  options: z.strictObject({}),
  byDefault: () => ({}),
  needs: ['pullRequest', 'shipped', 'history'],
  wakesOn: ['pushes', 'reviews', 'policy'],
  evaluate: ({ policy, promotion, facts }): Verdict<SeparationOfDutiesReason> => {
    const { pullRequest, shipped, history } = facts;
    const settings = policy.environment.separationOfDuties;
    const separation = separate({ policy, promotion, pullRequest, shipped });
    const { level, excluded, proven, unproven } = separation;
    const again = settings.promoteByOthers
      ? promotedBefore(promotion, history, policy.environment.after)
      : [];
    if (again.length > 0) return blocked({ code: 'promoted_before_by_requester', people: again });
    if (separation.unknownAuthors.length > 0) {
      return blocked({ code: 'unknown_author', authors: separation.unknownAuthors });
    }
    if (separation.unknownPushes.length > 0) {
      return {
        status: 'error',
        reasons: [{ code: 'pushers_unknown', changes: separation.unknownPushes }],
        changedBy: BY_POLICY_OR_PUSH,
        until: null,
      };
    }
    const reason: SeparationOfDutiesReason =
      level === 'off' ? { code: 'off' } : { code: 'separated', level, excluded, proven, unproven };
    return { status: 'pass', reasons: [reason], changedBy: [], until: null };
  },
});

const BY_POLICY_OR_PUSH: readonly Changer[] = [
  { kind: 'event', wake: 'policy' },
  { kind: 'event', wake: 'pushes' },
];

const blocked = (reason: SeparationOfDutiesReason): Verdict<SeparationOfDutiesReason> => ({
  status: 'block',
  reasons: [reason],
  changedBy: BY_POLICY_OR_PUSH,
  until: null,
});

/** Requesters who promoted this release into the environment before. */
const promotedBefore = (
  promotion: PromotionRequest,
  history: readonly Completion[],
  before: readonly string[],
): readonly Person[] => {
  const earlier = history.filter(
    (each) => before.includes(each.environment) && each.releaseId === promotion.release.id,
  );
  const ids = new Set(earlier.flatMap((each) => each.requesters.map((person) => person.id)));
  return promotion.requesters
    .map((requester) => requester.person)
    .filter((person) => ids.has(person.id))
    .sort((a, b) => a.id - b.id);
};
