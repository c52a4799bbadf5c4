/** Whether a window is open in which the environment is closed, and nobody was let through it. */
import { z } from 'zod';
import { separate } from '../approvals/separation-of-duties.ts';
import { calendarOf, nextOpen } from '../freezes/calendar.ts';
import { type Exception, exceptionFor } from '../freezes/exception.ts';
import type { Freeze, Window } from '../freezes/freeze.ts';
import type { Instant } from '../instant.ts';
import type { Person } from '../person.ts';
import type { Grant } from '../policy.ts';
import type { PromotionRequest } from '../promotion/request.ts';
import { gate, type Verdict } from './gate.ts';

export interface OpenWindow extends Window {
  readonly exception: Exception | null;
}

export type FreezeReason =
  | { readonly code: 'not_frozen' }
  | { readonly code: 'excepted'; readonly windows: readonly OpenWindow[] }
  | {
      readonly code: 'frozen';
      readonly windows: readonly OpenWindow[];
      /** When no window holds it any more; null where it is too far away to be found. */
      readonly nextOpen: Instant | null;
      /** Closed at least until then. */
      readonly notBefore: Instant;
      /** Who may confirm an exception, but for those who had a part in what ships. */
      readonly except: Grant;
      readonly excluded: readonly Person[];
    };

export const freeze = gate({
  name: 'freeze',
  version: 2,
  order: 1,
  options: z.strictObject({}),
  // Asked wherever the environment has freezes, and nowhere else: see `decide`.
  byDefault: () => null,
  needs: ['exceptions', 'pullRequest', 'shipped', 'roster'],
  wakesOn: ['teams', 'reviews', 'policy'],
  evaluate: ({ policy, promotion, facts, at }): Verdict<FreezeReason> => {
    const { pullRequest, shipped, roster, exceptions } = facts;
    const calendar = calendarOf(freezesFor(promotion, policy.environment.freezes ?? []));
    const open = calendar(at);
    if (open.length === 0) return passed({ code: 'not_frozen' });
    const separation = separate({ policy, promotion, pullRequest, shipped, at });
    const input = { policy, promotion, exceptions, roster, separation, at };
    const windows = open.map((window) => ({ ...window, exception: exceptionFor(window, input) }));
    if (!windows.some(holds)) return passed({ code: 'excepted', windows });
    const next = nextOpen(calendar, at, (window) =>
      holds({ ...window, exception: exceptionFor(window, input) }),
    );
    const { except } = policy.environment.allow;
    const excluded = separation.excluded.map(({ person }) => person);
    const said = { nextOpen: next.at, notBefore: next.notBefore, except, excluded };
    return {
      status: 'wait',
      reasons: [{ code: 'frozen', windows, ...said }],
      changedBy: [
        { kind: 'time', at: next.notBefore },
        { kind: 'people', who: except, except: excluded },
      ],
      until: next.notBefore,
    };
  },
});

const passed = (reason: FreezeReason): Verdict<FreezeReason> => ({
  status: 'pass',
  reasons: [reason],
  changedBy: [],
  until: null,
});

/** Each freeze says what it holds up: a way back stays open unless it names that, too. */
const freezesFor = ({ kind }: PromotionRequest, all: readonly Freeze[]): readonly Freeze[] =>
  all.filter(({ verbs }) => verbs.includes(kind));

const holds = ({ exception }: OpenWindow): boolean => (exception?.confirmed ?? null) === null;
