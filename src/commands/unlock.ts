/** `/unlock`: ends a lock, or the wait for one. */
import { no, ok } from '../core/result.ts';
import { type UnlockAsk, unlockEnvironment } from '../services/stops/unlock-environment.ts';
import { command } from './command.ts';
import { tooMuchAfter } from './parse/said.ts';

export const unlock = command<'unlock', UnlockAsk>({
  name: 'unlock',
  usage: '/unlock <environment> [because "<reason>"]',
  summary: 'ends your lock, or your wait for it; an admin ends anybody’s',
  examples: ['/unlock staging', '/unlock production because "ada is on holiday"'],
  flags: [],
  parse: ({ words, reason }) => {
    const [environment, ...more] = words;
    if (environment === undefined) return no('it needs an environment');
    if (more.length > 0) return no(tooMuchAfter('environment', more));
    return ok({ environment, reason });
  },
  run: unlockEnvironment,
});
