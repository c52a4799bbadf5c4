/** What is said for the gate `contains-live`. */
import type { ContainsLiveReason } from '../../core/gates/contains-live.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

export const containsLiveWords: Words<ContainsLiveReason, GateContext> = {
  contains_live: ({ live }, { links }) => ({
    sentence: `it contains what is live, ${links.commit(live)}`,
  }),
  first_release: () => ({ sentence: 'nothing is live there yet' }),
  behind_live: ({ live, relation }, { links }) => ({
    sentence:
      relation === 'behind'
        ? `it is older than what is live, ${links.commit(live)}`
        : `it does not contain what is live, ${links.commit(live)}, and would undo it`,
    remedy: 'Bring the branch up to date, then ask again.',
  }),
};
