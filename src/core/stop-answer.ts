/** What the commands say back that put something in the way of promotions, or take it out again. */
import type { Halt } from './halt.ts';
import type { Lock } from './lock.ts';
import type { Person } from './person.ts';
import type { Promotion } from './promotion/state.ts';
import type { Quarantine } from './quarantine.ts';

/** What is being deployed already is not stopped by any of them, and is named. */
type Running = readonly Promotion[];

export type StopAnswer =
  | {
      readonly kind: 'locked';
      readonly lock: Lock;
      /** `changed`: the same person had it before. */
      readonly how: 'taken' | 'changed' | 'stolen';
      readonly running: Running;
    }
  | { readonly kind: 'lock_awaited'; readonly lock: Lock; readonly place: number }
  | { readonly kind: 'lock_wait_ended'; readonly environment: string }
  | {
      readonly kind: 'unlocked';
      readonly environment: string;
      readonly owner: Person;
      /** Who has it now. */
      readonly next: Person | null;
    }
  | {
      readonly kind: 'halted';
      readonly halt: Halt;
      readonly again: boolean;
      readonly running: Running;
    }
  | {
      readonly kind: 'resumed';
      readonly lifted: readonly Halt[];
      /** What holds promotions back all the same. */
      readonly standing: readonly Halt[];
    }
  | {
      readonly kind: 'quarantined';
      readonly mark: Quarantine;
      readonly again: boolean;
      /** Environments. */
      readonly live: readonly string[];
      readonly running: Running;
    }
  | { readonly kind: 'quarantine_lifted'; readonly mark: Quarantine };
