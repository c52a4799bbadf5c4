/** Words for locks, halts and quarantines that are not there, or are somebody else's. */
import type { RefusalCode } from '../../core/reasons.ts';
import { code } from '../escape.ts';
import { list, person } from '../people.ts';
import {
  haltHelp,
  haltSaid,
  lockHelp,
  lockSentence,
  quarantineHelp,
  quarantineSaid,
} from '../stops.ts';
import type { RefusalWords } from './table.ts';

export const stoppingRefusals = {
  environment_locked: ({ lock }, context) => ({
    sentence: lockSentence(lock, context),
    remedy: lockHelp(lock),
  }),
  not_locked: ({ environment }) => ({ sentence: `Nobody has locked ${code(environment)}.` }),
  not_lock_owner: ({ environment, owner }) => ({
    sentence: `${code(environment)} is locked by ${person(owner)}, and not by you.`,
    remedy: lockHelp({ environment, owner }),
  }),
  not_halted: ({ scope }) => ({
    sentence:
      scope === 'repository' ? 'This repository is not halted.' : 'The organisation is not halted.',
    remedy:
      scope === 'repository'
        ? `A halt of the whole organisation ends with ${code('/resume --org')}.`
        : `A halt of this repository ends with ${code('/resume')}.`,
  }),
  not_halter: ({ halts }, context) => ({
    sentence: `${list(
      halts.map((halt) => haltSaid(halt, context)),
      'and',
    )}.`,
    remedy: halts.map(haltHelp).join(' '),
  }),
  not_organization_owner: () => ({
    sentence: 'Only an owner of the organisation can halt or resume all of it.',
    remedy: `Without ${code('--org')} it is about this repository.`,
  }),
  commit_unknown: ({ sha }) => ({
    sentence: `There is no commit ${code(sha)} here.`,
    remedy: 'Check its digits.',
  }),
  quarantined_already: ({ mark }, context) => ({
    sentence: `${quarantineSaid(mark, context)}.`,
    remedy: quarantineHelp(mark),
  }),
  not_quarantined: ({ sha }, { links }) => ({
    sentence: `${links.commit(sha)} is not in quarantine.`,
  }),
  own_quarantine: ({ mark }, { links }) => ({
    sentence: `${person(mark.by)} put ${links.commit(mark.sha)} in quarantine, and it takes another person to end that.`,
    remedy: quarantineHelp(mark),
  }),
} satisfies Partial<RefusalWords<RefusalCode>>;
