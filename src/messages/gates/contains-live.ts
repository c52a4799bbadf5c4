/** What is said for the gate `contains-live`. */
import type { ContainsLiveReason } from '../../core/gates/contains-live.ts';
import type { Sha } from '../../core/release.ts';
import type { Links } from '../links.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

export const containsLiveWords: Words<ContainsLiveReason, GateContext> = {
  contains_live: ({ live }, { links }) => ({
    sentence: `it contains what is live, ${links.commit(live)}`,
  }),
  first_release: () => ({ sentence: 'nothing is live there yet' }),
  contains_live_as_merged: ({ live, pullNumber, mergeSha }, { links }) => ({
    sentence: `it contains what is live, ${links.commit(live)}, as ${links.pull(pullNumber)} was merged: ${links.commit(mergeSha)}`,
  }),
  behind_live: ({ live, relation, pull = null }, { links }) => {
    const what = `${links.commit(live)}${pull === null ? '' : pullSaid(pull, live, links)}`;
    const isOpen = pull !== null && pull.mergeSha === null;
    return {
      sentence:
        relation === 'behind'
          ? `it is older than what is live, ${what}`
          : `it does not contain what is live, ${what}, and would undo it`,
      remedy: isOpen
        ? `Merge ${links.pull(pull.number)}, then bring this branch up to date and ask again.`
        : 'Bring the branch up to date, then ask again.',
    };
  },
};

const pullSaid = (
  { number, mergeSha }: { readonly number: number; readonly mergeSha: Sha | null },
  live: Sha,
  links: Links,
): string => {
  if (mergeSha === live) return ` of ${links.pull(number)}`;
  const merged = mergeSha === null ? 'is not merged' : `was merged as ${links.commit(mergeSha)}`;
  return ` of ${links.pull(number)}, which ${merged}`;
};
