/** Words for votes that cannot be cast, counted or taken back. */
import type { RefusalCode } from '../../core/reasons.ts';
import { code } from '../escape.ts';
import { ignoredWhy } from '../gates/approvals.ts';
import { granted, list, person } from '../people.ts';
import type { RefusalWords } from './table.ts';

export const votingRefusals = {
  no_longer_open: ({ environment, state }) => ({
    sentence: `The promotion to ${code(environment)} is ${code(state)} and takes no votes any more.`,
  }),
  vote_not_counted: ({ environment, why }, { links, who }) => ({
    sentence: `${who === undefined ? 'Your approval' : `The approval by ${person(who)}`} for ${code(environment)} does not count: ${ignoredWhy(why, links, who === undefined ? 'you' : person(who))}.`,
  }),
  vote_before_request: ({ environment }) => ({
    sentence: `That vote is older than the promotion to ${code(environment)} it would be for.`,
    remedy: 'Vote again if you still mean it.',
  }),
  not_eligible_to_vote: ({ environment, rules }, { who }) => ({
    sentence:
      rules.length === 0
        ? `Nobody is asked to vote for ${code(environment)}.`
        : `${who === undefined ? 'You are' : `${person(who)} is`} not asked to vote for ${code(environment)}: that is for ${list(rules.map(granted), 'or')}.`,
  }),
  no_vote: ({ environment }) => ({
    sentence: `There is no such vote to take back${environment === null ? ' here' : ` for ${code(environment)}`}.`,
  }),
  several_rejected: ({ environments }) => ({
    sentence: `There is more than one rejection here: for ${list(environments.map(code), 'and')}.`,
    remedy: 'Name the environment you mean.',
  }),
  not_rejecter: ({ environment, person: by }) => ({
    sentence: `${person(by)} rejected this for ${code(environment)}; only they or an admin can lift it.`,
  }),
  reason_missing: ({ verb }) => ({
    sentence: `${code(`/${verb}`)} needs a reason here.`,
    remedy: `Write it behind ${code('because')}.`,
  }),
  stale_button: () => ({ sentence: 'This button belongs to a promotion that is no longer here.' }),
} satisfies Partial<RefusalWords<RefusalCode>>;
