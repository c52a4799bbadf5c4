/** How a commit stands to a branch, in GraphQL. */
import { resolveRef, type State } from '../github/state.ts';
import { missing } from './actors.ts';

export const comparisonNode = (state: State, base: string, headRef: string): object | null => {
  const head = resolveRef(state, headRef);
  if (head === null) throw missing(`Could not resolve to a node with the name of '${headRef}'.`);
  if (state.git.mergeBase(base, head.sha) === null) return null;
  const aheadBy = state.git.between(base, head.sha).length;
  const behindBy = state.git.between(head.sha, base).length;
  const status =
    aheadBy > 0 ? (behindBy > 0 ? 'DIVERGED' : 'AHEAD') : behindBy > 0 ? 'BEHIND' : 'IDENTICAL';
  return { aheadBy, behindBy, status };
};
