/** `/promote`: asks for a release to be brought into an environment. */
import { no, ok } from '../core/result.ts';
import { type PromotionAsk, requestPromotion } from '../services/promotion/request-promotion.ts';
import { command } from './command.ts';
import { notACommit, strayBehind, tooMuchAfter } from './parse/said.ts';

const SHA = /^[0-9a-f]{7,40}$/i;

export const promote = command<'promote', PromotionAsk>({
  name: 'promote',
  usage: '/promote <environment> [<sha>] [--dry-run] [--again] [because "<reason>"]',
  summary: 'asks for this pull request, or the commit named, to be deployed there',
  examples: ['/promote staging', '/promote production --dry-run', '/promote staging 4f2a91c'],
  alsoTried: ['deploy'],
  flags: ['dry-run', 'again'],
  parse: ({ words, flags, reason, stray }) => {
    const [environment, sha = null, ...more] = words;
    if (environment === undefined) return no('it needs an environment');
    if (sha !== null && !SHA.test(sha)) return no(notACommit(sha));
    if (more.length > 0) return no(tooMuchAfter('commit', more));
    if (stray.split(' ').some((word) => SHA.test(word)))
      return no(strayBehind(stray, 'a commit stands before `because`'));
    const dryRun = flags.has('dry-run');
    const again = flags.has('again');
    return ok({ environment, sha: sha?.toLowerCase() ?? null, dryRun, again, reason });
  },
  run: requestPromotion,
});
