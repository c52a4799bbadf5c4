/** What is said for the gate `lock`. */
import type { LockReason } from '../../core/gates/lock.ts';
import { person } from '../people.ts';
import { lockHelp, lockSaid, untilSaid } from '../stops.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

export const lockWords: Words<LockReason, GateContext> = {
  not_locked: () => ({ sentence: 'nobody has locked it' }),
  locked_for_this: ({ lock }, { now }) => ({
    sentence: `locked by ${person(lock.owner)} for this, ${untilSaid(lock, now)}`,
  }),
  locked: ({ lock }, context) => ({
    sentence: lockSaid(lock, context),
    remedy: lockHelp(lock),
  }),
  rollback_passes: ({ lock }, context) => ({
    sentence: `${lockSaid(lock, context)}; a rollback passes, and ${person(lock.owner)} is told`,
  }),
};
