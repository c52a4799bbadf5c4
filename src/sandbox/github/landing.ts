/** How pull requests end: merged by GitHub, merged because their head was pushed, or closed. */
import type { Account } from './accounts.ts';
import { pullEvent } from './pull-event.ts';
import type { Pull } from './records.ts';
import { branchHead, commitsOf, type State } from './state.ts';

export interface Landing {
  /** The base branch before it. */
  readonly base: string;
  /** What the base branch got by it, oldest first; the last one is the merge commit. */
  readonly landed: readonly string[];
}

export const land = (state: State, who: Account, pull: Pull, { base, landed }: Landing): void => {
  pull.commits = state.git.between(base, pull.headSha).map(({ sha }) => sha);
  pull.baseSha = base;
  pull.landed = landed;
  pull.merged = { sha: landed.at(-1) ?? base, by: who, at: state.clock.now() };
  pull.state = 'closed';
  pull.updatedAt = state.clock.now();
};

/** What it would have added is kept as it was. */
export const closeUnmerged = (state: State, who: Account, pull: Pull): void => {
  pull.commits = commitsOf(state, pull).map((commit) => commit.sha);
  pull.baseSha = branchHead(state, pull.base);
  pull.state = 'closed';
  pull.updatedAt = state.clock.now();
  pullEvent(state, pull, 'closed', who);
};

/** Marks the pull requests merged whose head came to the base branch by this push. */
export const noticeLanded = (
  state: State,
  who: Account,
  push: { readonly branch: string; readonly before: string; readonly after: string },
): void => {
  const { branch, before, after } = push;
  const pushed = state.git.between(before, after);
  for (const pull of state.pulls.values()) {
    if (pull.state !== 'open' || pull.base !== branch) continue;
    if (!pushed.some(({ sha }) => sha === pull.headSha)) continue;
    const own = state.git.between(before, pull.headSha).map(({ sha }) => sha);
    const joining = pushed.find((commit) => commit.parents.slice(1).includes(pull.headSha));
    land(state, who, pull, {
      base: before,
      landed: joining === undefined ? own : [...own, joining.sha],
    });
    pullEvent(state, pull, 'closed', who);
  }
};
