/** Nothing may be halted; a rollback goes on unless the halt names everything. */
import { z } from 'zod';
import type { Halt } from '../halt.ts';
import { gate, type Verdict } from './gate.ts';

export type HaltReason =
  | { readonly code: 'not_halted' }
  /** Halted, and this is a rollback, which those halts let through. */
  | { readonly code: 'halted_but_rollback'; readonly halts: readonly Halt[] }
  | { readonly code: 'halted'; readonly halts: readonly Halt[] };

export const halt = gate({
  name: 'halt',
  version: 1,
  order: 1,
  options: z.strictObject({}),
  byDefault: () => ({}),
  needs: ['halts'],
  wakesOn: ['halts'],
  evaluate: ({ promotion, facts: { halts } }): Verdict<HaltReason> => {
    const stopping = halts.filter(({ all }) => all || promotion.kind !== 'rollback');
    if (stopping.length === 0) {
      const reason =
        halts.length === 0
          ? ({ code: 'not_halted' } as const)
          : ({ code: 'halted_but_rollback', halts } as const);
      return { status: 'pass', reasons: [reason], changedBy: [], until: null };
    }
    return {
      // It ends when people say so: what waits must not be lost over it, as a `block` could.
      status: 'wait',
      reasons: [{ code: 'halted', halts: stopping }],
      changedBy: [{ kind: 'event', wake: 'halts' }],
      until: null,
    };
  },
});
