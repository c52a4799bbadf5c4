/** Shows what somebody wrote where it is not understood: in a code span, as it may hold anything. */

import { cut } from '../../core/cut.ts';
import { code } from '../../messages/escape.ts';

const MAX_SHOWN = 60;

export const shown = (said: string): string => code(cut(said, MAX_SHOWN));

export const tooMuchAfter = (what: string, more: readonly string[]): string =>
  `there is too much after the ${what}: ${shown(more.join(' '))}`;

export const notACommit = (said: string): string =>
  `${shown(said)} is not a commit of 7 to 40 hexadecimal digits`;

/** `how` says how that is written which was probably meant. */
export const strayBehind = (stray: string, how: string): string =>
  `${shown(stray)} cannot stand behind the reason; ${how}`;
