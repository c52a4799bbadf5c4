/** `/rollback`: back to the last good release of an environment, or to the one named. */
import { no, ok } from '../core/result.ts';
import { type RollbackAsk, requestRollback } from '../services/rollback/request-rollback.ts';
import { command } from './command.ts';
import { readPairs } from './parse/pairs.ts';

const SHA = /^[0-9a-f]{7,40}$/i;
const MAX_SHOWN = 60;

export const rollback = command<'rollback', RollbackAsk>({
  name: 'rollback',
  usage: '/rollback <environment> [to <sha>] because "<reason>" [--dry-run] [confirm <code>]',
  summary:
    'goes back to the last good release, or to the one named; `--dry-run` says what would disappear',
  examples: [
    '/rollback production because "checkout fails"',
    '/rollback production to 4f2a91c because "checkout fails"',
    '/rollback production --dry-run',
    '/rollback production to 4f2a91c because "checkout fails" confirm 7K3Q',
  ],
  flags: ['dry-run'],
  parse: (tokens) => {
    const paired = readPairs(tokens, ['to', 'confirm']);
    if (!paired.ok) return paired;
    const { words, reason, values } = paired.value;
    const [environment, ...more] = words;
    const dryRun = tokens.flags.has('dry-run');
    const to = values.get('to') ?? null;
    if (environment === undefined) return no('it needs an environment');
    const [named = ''] = more;
    if (SHA.test(named) && !values.has('to'))
      return no(`a commit to go back to stands behind \`to\`: \`to ${named}\``);
    if (more.length > 0)
      return no(
        `there is too much after the environment: \`${more.join(' ').slice(0, MAX_SHOWN)}\``,
      );
    if (to !== null && !SHA.test(to))
      return no(`\`${to.slice(0, MAX_SHOWN)}\` is not a commit of 7 to 40 hexadecimal digits`);
    // A dry run leaves nothing behind that a reason would explain.
    if (reason === null && !dryRun) return no('it needs a reason behind `because`');
    const confirm = values.get('confirm') ?? null;
    return ok({ environment, to: to?.toLowerCase() ?? null, reason, dryRun, confirm });
  },
  run: requestRollback,
});
