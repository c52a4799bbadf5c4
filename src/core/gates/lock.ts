/** The environment must be free, or locked for just this promotion. A rollback passes any lock. */
import { z } from 'zod';
import { hasExpired, isFor, type Lock } from '../lock.ts';
import { gate, type Verdict } from './gate.ts';

export type LockReason =
  | { readonly code: 'not_locked' }
  | { readonly code: 'locked_for_this'; readonly lock: Lock }
  | { readonly code: 'locked'; readonly lock: Lock }
  /** A rollback does not wait for anybody; the owner of the lock is told. */
  | { readonly code: 'rollback_passes'; readonly lock: Lock };

export const lock = gate({
  name: 'lock',
  version: 1,
  order: 1,
  options: z.strictObject({}),
  byDefault: () => ({}),
  needs: ['lock'],
  wakesOn: ['locks'],
  evaluate: ({ promotion, facts, at }): Verdict<LockReason> => {
    const pass = (reason: LockReason): Verdict<LockReason> => ({
      status: 'pass',
      reasons: [reason],
      changedBy: [],
      until: null,
    });
    const standing = facts.lock;
    if (standing === null || hasExpired(standing, at)) return pass({ code: 'not_locked' });
    if (isFor(standing, promotion)) return pass({ code: 'locked_for_this', lock: standing });
    if (promotion.kind === 'rollback') {
      return {
        status: 'warn',
        reasons: [{ code: 'rollback_passes', lock: standing }],
        changedBy: [{ kind: 'event', wake: 'locks' }],
        until: null,
      };
    }
    const { expiresAt } = standing;
    return {
      status: 'wait',
      reasons: [{ code: 'locked', lock: standing }],
      changedBy: [
        { kind: 'event', wake: 'locks' },
        ...(expiresAt === null ? [] : [{ kind: 'time', at: expiresAt } as const]),
      ],
      until: expiresAt,
    };
  },
});
