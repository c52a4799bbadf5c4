/** The release must not be marked as bad, under its own commit or another one with the same content. */
import { z } from 'zod';
import { isQuarantinedBy, type Quarantine } from '../quarantine.ts';
import { gate, type Verdict } from './gate.ts';

export type QuarantineReason =
  | { readonly code: 'not_quarantined' }
  | { readonly code: 'quarantined'; readonly marks: readonly Quarantine[] };

export const quarantine = gate({
  name: 'quarantine',
  version: 1,
  order: 1,
  options: z.strictObject({}),
  byDefault: () => ({}),
  needs: ['quarantines'],
  wakesOn: ['quarantines'],
  evaluate: ({ promotion, facts }): Verdict<QuarantineReason> => {
    const marks = facts.quarantines.filter((mark) => isQuarantinedBy(promotion.release, mark));
    if (marks.length === 0) {
      return { status: 'pass', reasons: [{ code: 'not_quarantined' }], changedBy: [], until: null };
    }
    return {
      status: 'block',
      reasons: [{ code: 'quarantined', marks }],
      changedBy: [{ kind: 'event', wake: 'quarantines' }],
      until: null,
    };
  },
});
