/** `/reject`: votes no and ends the open promotion, or lifts such a no. */
import { no, ok } from '../core/result.ts';
import { withOpen } from '../services/promotion/find-open.ts';
import { liftRejection } from '../services/promotion/lift-rejection.ts';
import { refuse } from '../services/promotion/plan.ts';
import { castRejection } from '../services/promotion/vote.ts';
import { command } from './command.ts';
import { reasonProblem, textFrom } from './parse/tokens.ts';

interface RejectArgs {
  readonly environment: string | null;
  readonly reason: string | null;
  readonly lift: boolean;
}

export const reject = command<'reject', RejectArgs>({
  name: 'reject',
  usage: '/reject [<environment>] <reason> [--lift]',
  summary: 'votes no with a reason and ends the open promotion; `--lift` takes a no back',
  examples: ['/reject the migration is missing', '/reject production --lift'],
  flags: ['lift'],
  parse: (tokens, known) => {
    const [first] = tokens.words;
    const names = first !== undefined && known.has(first.toLowerCase());
    const environment = names ? first : null;
    const said = textFrom(tokens, names ? 1 : 0);
    const lift = tokens.flags.has('lift');
    if (said === '' && !lift) return no('it needs a reason');
    const problem = reasonProblem(said);
    if (problem !== null) return no(problem);
    return ok({ environment, reason: said === '' ? null : said, lift });
  },
  run: async (world, caller, { environment, reason, lift }) => {
    if (lift) return liftRejection(world, caller, environment, reason);
    return withOpen(world, caller, environment, async (promotion) => {
      if (reason === null) return refuse({ code: 'reason_missing', verb: 'reject' });
      return castRejection(world, caller, promotion, reason);
    });
  },
});
