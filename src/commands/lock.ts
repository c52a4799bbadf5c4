/** `/lock`: takes an environment for the pull request it is written on, or for its author. */
import { no, ok } from '../core/result.ts';
import { type LockAsk, lockEnvironment } from '../services/stops/lock-environment.ts';
import { command } from './command.ts';
import { strayBehind, tooMuchAfter } from './parse/said.ts';
import { HOW_LONG } from './parse/time.ts';

export const lock = command<'lock', LockAsk>({
  name: 'lock',
  usage: '/lock <environment> because "<reason>" [for 2h] [--steal] [--wait]',
  summary:
    'lets only this pull request pass there, on an issue only what you ask for; `--steal` takes it from somebody else, `--wait` takes it when it is free',
  examples: [
    '/lock staging because "load test" for 2h',
    '/lock production for 30m because the database moves',
    '/lock staging because "load test" --wait',
  ],
  flags: ['steal', 'wait'],
  takesTime: true,
  parse: ({ words, flags, reason, stray, timeMs }) => {
    const [environment, ...more] = words;
    if (environment === undefined) return no('it needs an environment');
    if (more.length > 0) return no(tooMuchAfter('environment', more));
    if (reason === null) return no('it needs a reason behind `because`');
    if (stray !== '') return no(strayBehind(stray, HOW_LONG));
    const [steal, wait] = [flags.has('steal'), flags.has('wait')];
    if (steal && wait) return no('`--steal` and `--wait` do not go together');
    return ok({ environment, reason, forMs: timeMs, steal, wait });
  },
  run: lockEnvironment,
});
