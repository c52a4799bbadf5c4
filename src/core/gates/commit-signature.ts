/** Every commit that is promoted must be signed, and GitHub must have verified who signed it. */
import { z } from 'zod';
import type { CommitSignature } from '../release-facts.ts';
import { gate, type Verdict } from './gate.ts';

export type CommitSignatureReason =
  | { readonly code: 'verified'; readonly commits: number }
  | { readonly code: 'not_verified'; readonly commits: readonly Unverified[] }
  /** GitHub itself could not look at these signatures. */
  | { readonly code: 'not_looked_at'; readonly commits: readonly Unverified[] }
  | { readonly code: 'no_commits' };

export type Unverified = Pick<CommitSignature, 'sha' | 'reason'>;

/** GitHub has not finished, or not been able, to look: that may be another answer soon. */
const NO_ANSWER = ['gpgverify_unavailable', 'gpgverify_error', 'ocsp_pending', 'ocsp_error'];

export const commitSignature = gate({
  name: 'commit-signature',
  version: 1,
  order: 2,
  options: z.strictObject({}),
  byDefault: () => null,
  needs: ['signatures'],
  wakesOn: ['pushes', 'policy'],
  evaluate: ({ facts: { signatures } }): Verdict<CommitSignatureReason> => {
    const bad = signatures
      .filter((each) => !each.verified)
      .map(({ sha, reason }): Unverified => ({ sha, reason }));
    const open = bad.filter(({ reason }) => NO_ANSWER.includes(reason));
    if (bad.length > open.length) {
      const commits = bad.filter((each) => !open.includes(each));
      return refused('block', { code: 'not_verified', commits });
    }
    if (open.length > 0) return refused('error', { code: 'not_looked_at', commits: open });
    // That nothing is to be looked at proves nothing.
    if (signatures.length === 0) return refused('error', { code: 'no_commits' });
    const reason = { code: 'verified', commits: signatures.length } as const;
    return { status: 'pass', reasons: [reason], changedBy: [], until: null };
  },
});

const refused = (
  status: 'block' | 'error',
  reason: CommitSignatureReason,
): Verdict<CommitSignatureReason> => ({
  status,
  reasons: [reason],
  changedBy: [{ kind: 'event', wake: 'pushes' }],
  until: null,
});
