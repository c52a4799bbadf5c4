/** Whether it can be shown that nobody approves their own work: everyone with a part must be known. */
import { z } from 'zod';
import type { Excluded, UnknownAuthor } from '../approvals/parts.ts';
import { type ProvenChange, type Separation, separate } from '../approvals/separation-of-duties.ts';
import type { Completion } from '../facts.ts';
import type { Person } from '../person.ts';
import type { EffectivePolicy } from '../policy.ts';
import type { PromotionRequest } from '../promotion/request.ts';
import { isSameContent, type Sha } from '../release.ts';
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
  /** The commit is in no change that was found: its pull request was rewritten since. */
  | {
      readonly code: 'change_unknown';
      readonly sha: Sha;
      readonly pullNumber: number | null;
    }
  | { readonly code: 'promoted_before_by_requester'; readonly people: readonly Person[] };

type Answer = Verdict<SeparationOfDutiesReason>;

export const separationOfDuties = gate({
  name: 'separation-of-duties',
  version: 3,
  order: 3,
  options: z.strictObject({}),
  // Asked wherever the environment's own settings need it, and nowhere else: see `decide`.
  byDefault: () => null,
  needs: ['pullRequest', 'shipped', 'history'],
  wakesOn: ['pushes', 'reviews', 'policy'],
  evaluate: ({ policy, promotion, facts, at }): Answer => {
    const { pullRequest, shipped, history } = facts;
    const again = promotedBefore(policy, promotion, history);
    if (again.length > 0) return byAnother(policy, again);
    const separation = separate({ policy, promotion, pullRequest, shipped, at });
    const { level, excluded, proven, unproven, unknownAuthors, unknownPushes } = separation;
    if (unknownAuthors.length > 0) {
      return unprovable('block', { code: 'unknown_author', authors: unknownAuthors });
    }
    if (unknownPushes.length > 0) {
      return unprovable('error', { code: 'pushers_unknown', changes: unknownPushes });
    }
    if (separation.uncovered) {
      const { release, pullNumber } = promotion;
      return unprovable('error', { code: 'change_unknown', sha: release.sha, pullNumber });
    }
    const reason: SeparationOfDutiesReason =
      level === 'off' ? { code: 'off' } : { code: 'separated', level, excluded, proven, unproven };
    return { status: 'pass', reasons: [reason], changedBy: [], until: null };
  },
});

/** The policy can say who an address belongs to; a push can bring commits whose people are known. */
const unprovable = (status: 'block' | 'error', reason: SeparationOfDutiesReason): Answer => ({
  status,
  reasons: [reason],
  changedBy: [
    { kind: 'event', wake: 'policy' },
    { kind: 'event', wake: 'pushes' },
  ],
  until: null,
});

const byAnother = (policy: EffectivePolicy, people: readonly Person[]): Answer => {
  const other: Changer = { kind: 'people', who: policy.environment.allow.promote, except: people };
  const reason = { code: 'promoted_before_by_requester', people } as const;
  return { status: 'block', reasons: [reason], changedBy: [other], until: null };
};

/** Requesters who promoted the same content into an environment before this one. */
const promotedBefore = (
  { environment }: EffectivePolicy,
  promotion: PromotionRequest,
  history: readonly Completion[],
): readonly Person[] => {
  if (!environment.separationOfDuties.promoteByOthers) return [];
  const earlier = history.filter(
    (each) =>
      environment.after.includes(each.environment) && isSameContent(each, promotion.release),
  );
  const ids = new Set(
    earlier.flatMap(({ requesters, alsoAs = [] }) =>
      [...requesters, ...alsoAs].map(({ id }) => id),
    ),
  );
  const people = promotion.requesters.map(({ person }) => person).filter(({ id }) => ids.has(id));
  return [...new Map(people.map((person) => [person.id, person])).values()].sort(
    (a, b) => a.id - b.id,
  );
};
