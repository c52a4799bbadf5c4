/** Commit statuses, the older way of saying whether a commit is fine. */
import { isoTime } from '../time.ts';
import type { Account } from './accounts.ts';
import type { CommitStatus } from './records.ts';
import { commitShape } from './shapes-of-commits.ts';
import { userShape } from './shapes-of-people.ts';
import { repositoryUrl } from './shapes-of-repository.ts';
import { commitOf, needs, type State } from './state.ts';

export const setStatus = (
  state: State,
  who: Account,
  of: Pick<CommitStatus, 'sha' | 'context' | 'state'>,
): void => {
  needs(state, who, 'write');
  const commit = commitOf(state, of.sha);
  const status: CommitStatus = {
    ...of,
    id: state.nextId(),
    description: '',
    targetUrl: null,
    creator: who,
    at: state.clock.now(),
  };
  state.statuses.push(status);
  const branches = [...state.branches].filter(([, sha]) => sha === of.sha);
  state.emit(
    'status',
    {
      id: status.id,
      sha: of.sha,
      name: state.repository.fullName,
      avatar_url: userShape(state, who).avatar_url,
      target_url: status.targetUrl,
      context: status.context,
      description: status.description,
      state: status.state,
      created_at: isoTime(status.at),
      updated_at: isoTime(status.at),
      commit: commitShape(state, commit),
      branches: branches.map(([name, sha]) => ({
        name,
        commit: { sha, url: `${repositoryUrl(state)}/commits/${sha}` },
        protected: false,
      })),
    },
    who,
  );
};

export const latestStatuses = (state: State, sha: string): readonly CommitStatus[] => {
  const newest = new Map<string, CommitStatus>();
  for (const status of state.statuses) {
    if (status.sha === sha) newest.set(status.context, status);
  }
  return [...newest.values()];
};
