/** Only what is on an allowed branch, or on its way into one by a pull request, may go further. */
import { z } from 'zod';
import { matchesGlob } from '../glob.ts';
import type { GateSetting } from '../policy.ts';
import type { BranchFacts } from '../release-facts.ts';
import { gate, type Verdict } from './gate.ts';

export type BranchReason =
  | { readonly code: 'on_branch'; readonly branch: string }
  | {
      readonly code: 'pull_request_into';
      readonly branch: string;
      readonly number: number;
      readonly merged: boolean;
    }
  | {
      readonly code: 'not_on_branch';
      /** Patterns as the policy has them. */
      readonly allowed: readonly string[];
      /** The pull request that it is of, which counts for nothing here. */
      readonly pullRequest: BranchFacts['pull'];
    };

const MAX_PATTERNS = 20;

const options = z.strictObject({
  allowed: z
    .array(
      z
        .string()
        .max(255)
        .regex(/^(?!refs\/)[^\s~^:?[\\]+$/, 'a branch such as main or release/*'),
    )
    .min(1)
    .max(MAX_PATTERNS)
    .optional()
    .describe(
      'Branches by name, `*` for any characters but `/`; the default branch when left out.',
    ),
});

export const branch = gate({
  name: 'branch',
  version: 1,
  order: 1,
  options,
  byDefault: () => null,
  loosens: ({ allowed: before }, { allowed: after }) =>
    before === undefined || !(after?.every((each) => before.includes(each)) ?? false),
  needs: ['branches'],
  wakesOn: ['branches', 'policy'],
  evaluate: ({ options: { allowed }, facts: { branches } }): Verdict<BranchReason> => {
    const patterns = allowed ?? [branches.defaultBranch];
    const { pull, having } = branches;
    if (pull !== null && pull.state !== 'closed' && isAllowed(patterns, pull.baseRef)) {
      const { number, baseRef, state } = pull;
      return passed({
        code: 'pull_request_into',
        branch: baseRef,
        number,
        merged: state === 'merged',
      });
    }
    const found = having.filter((name) => isAllowed(patterns, name)).sort()[0];
    if (found !== undefined) return passed({ code: 'on_branch', branch: found });
    return {
      status: 'block',
      reasons: [{ code: 'not_on_branch', allowed: patterns, pullRequest: pull }],
      // A branch that comes to have it, or its pull request pointed at another branch.
      changedBy: [
        { kind: 'event', wake: 'branches' },
        { kind: 'event', wake: 'policy' },
      ],
      until: null,
    };
  },
});

/** The patterns that a gate's options allow, null where the default branch alone is; undefined for others. */
export const allowedBranches = ({
  gate: name,
  options: set,
}: GateSetting): readonly string[] | null | undefined => {
  const read = options.safeParse(set);
  return name === 'branch' && read.success ? (read.data.allowed ?? null) : undefined;
};

export const isAllowed = (patterns: readonly string[], name: string): boolean =>
  patterns.some((pattern) => matchesGlob(pattern, name));

const passed = (reason: BranchReason): Verdict<BranchReason> => ({
  status: 'pass',
  reasons: [reason],
  changedBy: [],
  until: null,
});
