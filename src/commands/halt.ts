/** `/halt`: nothing is let go any more, in this repository or in the whole organisation. */
import { no, ok } from '../core/result.ts';
import { type HaltAsk, haltPromotions } from '../services/stops/halt-promotions.ts';
import { command } from './command.ts';
import { shown } from './parse/said.ts';

export const halt = command<'halt', HaltAsk>({
  name: 'halt',
  usage: '/halt [all] because "<reason>" [--org]',
  summary:
    'lets nothing go in this repository until `/resume`, but rollbacks; `all` stops them too, and `--org` of an owner stops the whole organisation',
  examples: ['/halt because "the database is down"', '/halt all because "intruders" --org'],
  flags: ['org'],
  parse: ({ words, flags, reason }) => {
    const [all, ...more] = words.map((word) => word.toLowerCase());
    const odd = all !== undefined && all !== 'all' ? words : more;
    if (odd.length > 0)
      return no(`only \`all\` may stand before \`because\`, not ${shown(odd.join(' '))}`);
    if (reason === null) return no('it needs a reason behind `because`');
    return ok({ all: all === 'all', organization: flags.has('org'), reason });
  },
  run: haltPromotions,
});
