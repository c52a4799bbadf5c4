/** What is said for the gate `halt`. */
import type { HaltReason } from '../../core/gates/halt.ts';
import { haltHelp, haltSaid } from '../stops.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

export const haltWords: Words<HaltReason, GateContext> = {
  not_halted: () => ({ sentence: 'nothing is halted' }),
  halted_but_rollback: ({ halts }, context) => ({
    sentence: `${halts.map((each) => haltSaid(each, context)).join('; ')}; a rollback passes`,
  }),
  halted: ({ halts }, context) => ({
    sentence: halts.map((each) => haltSaid(each, context)).join('; '),
    remedy: halts.map(haltHelp).join(' '),
  }),
};
