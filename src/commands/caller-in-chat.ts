/** Who asks in a chat: the person that they proved to be, on no page but the one that is meant. */
import type { Caller } from '../services/caller.ts';

export const callerInChat = ({
  page,
  ...of
}: Pick<Caller, 'person' | 'role' | 'repository' | 'at'> & {
  /** Of the pull request; null for none. */
  readonly page: number | null;
}): Caller => ({
  ...of,
  through: null,
  via: 'slack',
  page: page === null ? null : { number: page, isPullRequest: true },
  comment: null,
});
