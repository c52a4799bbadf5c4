/** What is said for the gate `branch`. */
import type { BranchReason } from '../../core/gates/branch.ts';
import { code } from '../escape.ts';
import { list } from '../people.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';

export const branchWords: Words<BranchReason, GateContext> = {
  on_branch: ({ branch }) => ({ sentence: `it is on ${code(branch)}` }),
  pull_request_into: ({ branch, number, merged }, { links }) => ({
    sentence: `${links.pull(number)} ${merged ? 'was merged' : 'is to be merged'} into ${code(branch)}`,
  }),
  not_on_branch: ({ allowed, pullRequest: pull }, { links }) => {
    const where = list(allowed.map(code), 'or');
    return {
      sentence: `it is not on ${where}${pull === null ? '' : `, and ${pullSaid(pull, links.pull(pull.number))}`}`,
      remedy: `Merge it into ${where}, or open a pull request that does.`,
    };
  },
};

type Pull = NonNullable<Extract<BranchReason, { readonly code: 'not_on_branch' }>['pullRequest']>;

const pullSaid = ({ state, baseRef }: Pull, link: string): string => {
  switch (state) {
    case 'open':
      return `${link} is to be merged into ${code(baseRef)}`;
    case 'merged':
      return `${link} was merged into ${code(baseRef)}`;
    case 'closed':
      return `${link} was closed without being merged`;
    default:
      return state satisfies never;
  }
};
