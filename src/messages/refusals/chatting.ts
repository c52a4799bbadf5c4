/** Words for what is refused in a chat alone: there a message may be old, and nobody is known by a name. */
import type { RefusalCode } from '../../core/reasons.ts';
import { code } from '../escape.ts';
import { list } from '../people.ts';
import type { RefusalWords } from './table.ts';

const UNKNOWN = {
  unlinked: 'This account is not linked to an account of GitHub.',
  stale: 'Both accounts were last proved more than 90 days ago, so the link no longer counts.',
  gone: 'The account of GitHub that this one was linked to is no longer there.',
} as const;

export const chattingRefusals = {
  changed_since: ({ environment }) => ({
    sentence: `The promotion to ${code(environment)} changed after that message was written: who asked, the policy, or what ships with it. Nothing was done.`,
    remedy: 'Look at the message again; it is up to date now.',
  }),
  not_linked: ({ why }) => ({ sentence: `${UNKNOWN[why]}` }),
  unknown_repository: ({ asked }) => ({
    sentence: `There is no repository ${code(asked)} here that you can read.`,
    remedy: `Name it as ${code('owner/name')}, or ${code('owner/name#12')} for a pull request.`,
  }),
  several_pulls: ({ environment, pulls }, { links }) => ({
    sentence: `More than one promotion to ${code(environment)} is open, of ${list(
      pulls.map((number) => links.pull(number)),
      'and',
    )}.`,
    remedy: 'Name the pull request behind the repository.',
  }),
} satisfies Partial<RefusalWords<RefusalCode>>;
