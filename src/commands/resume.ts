/** `/resume`: ends a halt. */
import { no, ok } from '../core/result.ts';
import { type HaltAsk, resumePromotions } from '../services/stops/halt-promotions.ts';
import { command } from './command.ts';
import { shown } from './parse/said.ts';

export const resume = command<'resume', Pick<HaltAsk, 'organization'>>({
  name: 'resume',
  usage: '/resume [--org]',
  summary:
    'ends your halt; an admin ends every halt of the repository, `--org` that of the organisation',
  examples: ['/resume', '/resume --org'],
  alsoTried: ['unhalt'],
  flags: ['org'],
  parse: ({ words, flags }) =>
    words.length > 0
      ? no(`it takes no ${shown(words.join(' '))}`)
      : ok({ organization: flags.has('org') }),
  run: resumePromotions,
});
