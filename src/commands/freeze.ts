/** `/freeze except`: asks for an exception from a freeze, or confirms the one somebody else asked for. */
import { no, ok } from '../core/result.ts';
import { withOpen } from '../services/promotion/find-open.ts';
import { exceptFreeze } from '../services/stops/except-freeze.ts';
import { command } from './command.ts';
import { tooMuchAfter } from './parse/said.ts';

interface FreezeArgs {
  readonly environment: string;
  readonly reason: string | null;
}

export const freeze = command<'freeze', FreezeArgs>({
  name: 'freeze',
  usage: '/freeze except <environment> because "<reason>"',
  summary:
    'asks to let the open promotion through the freeze that is on; a second person confirms by the same words',
  examples: ['/freeze except production because "the shop sells nothing"'],
  alsoTried: ['unfreeze', 'thaw'],
  flags: [],
  parse: ({ words: [verb, environment, ...more], reason }) => {
    if (verb?.toLowerCase() !== 'except')
      return no('freezes are made in the policy; here is only `except`');
    if (environment === undefined) return no('it needs an environment');
    if (more.length > 0) return no(tooMuchAfter('environment', more));
    return ok({ environment, reason });
  },
  run: (world, caller, { environment, reason }) =>
    withOpen(world, caller, environment, (promotion) =>
      exceptFreeze(world, caller, promotion, reason),
    ),
});
