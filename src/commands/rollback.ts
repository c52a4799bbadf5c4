/** `/rollback`: back to the last good release of an environment, or to the one named. */
import { no, ok } from '../core/result.ts';
import { type RollbackAsk, requestRollback } from '../services/rollback/request-rollback.ts';
import { command } from './command.ts';
import { type Paired, readPairs } from './parse/pairs.ts';
import { notACommit, strayBehind, tooMuchAfter } from './parse/said.ts';

const SHA = /^[0-9a-f]{7,40}$/i;
/** At the end of a reason without quotes: taken for a part of it, another release would go live. */
const NAMED = /\sto\s+[0-9a-f]{7,40}\W*$/i;
const UNSURE =
  'put the reason in quotes: it is not clear whether the commit at its end is the one to go back to';

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
    if (SHA.test(named) && to === null)
      return no(`a commit to go back to stands behind \`to\`: \`to ${named}\``);
    if (more.length > 0) return no(tooMuchAfter('environment', more));
    const problem = targetProblem(to, paired.value);
    if (problem !== null) return no(problem);
    // A dry run leaves nothing behind that a reason would explain.
    if (reason === null && !dryRun) return no('it needs a reason behind `because`');
    const confirm = values.get('confirm') ?? null;
    return ok({ environment, to: to?.toLowerCase() ?? null, reason, dryRun, confirm });
  },
  run: requestRollback,
});

const targetProblem = (
  to: string | null,
  { isQuoted, reason, stray }: Pick<Paired, 'isQuoted' | 'reason' | 'stray'>,
): string | null => {
  if (to !== null && !SHA.test(to)) return notACommit(to);
  if (stray !== '') return strayBehind(stray, 'a commit is named as `to 4f2a91c`');
  return to === null && !isQuoted && NAMED.test(reason ?? '') ? UNSURE : null;
};
