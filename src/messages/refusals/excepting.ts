/** Why nothing was let through a freeze. */
import type { RefusalCode } from '../../core/reasons.ts';
import { code } from '../escape.ts';
import { unheardWhy } from '../gates/freeze.ts';
import { person } from '../people.ts';
import type { RefusalWords } from './table.ts';

export const exceptingRefusals = {
  not_frozen: ({ environment }) => ({
    sentence: `No freeze holds up the promotion to ${code(environment)}, so there is nothing to except it from.`,
    remedy: `${code(`/why ${environment}`)} says what it waits for.`,
  }),
  exception_not_confirmed: ({ environment, why }, { links, who }) => ({
    sentence: `This lets nothing through the freeze of ${code(environment)}: ${unheardWhy(why, links, who === undefined ? 'you' : person(who))}.`,
  }),
} satisfies Partial<RefusalWords<RefusalCode>>;
