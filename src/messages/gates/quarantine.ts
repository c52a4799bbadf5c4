/** What is said for the gate `quarantine`. */
import type { QuarantineReason } from '../../core/gates/quarantine.ts';
import { quarantineHelp, quarantineSaid } from '../stops.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

export const quarantineWords: Words<QuarantineReason, GateContext> = {
  not_quarantined: () => ({ sentence: 'nobody has marked it as bad' }),
  quarantined: ({ marks }, context) => ({
    sentence: marks.map((mark) => quarantineSaid(mark, context)).join('; '),
    remedy: marks.map(quarantineHelp).join(' '),
  }),
};
