/** `/approve`: votes yes on the open promotion, or takes that vote back. */
import { ok } from '../core/result.ts';
import { withOpen } from '../services/promotion/find-open.ts';
import { castApproval, withdrawApproval } from '../services/promotion/vote.ts';
import { command } from './command.ts';
import { optionalEnvironment } from './optional-environment.ts';

interface ApproveArgs {
  readonly environment: string | null;
  readonly withdraw: boolean;
}

export const approve = command<'approve', ApproveArgs>({
  name: 'approve',
  usage: '/approve [<environment>] [--withdraw]',
  summary: 'votes yes on the open promotion; `--withdraw` takes the vote back',
  examples: ['/approve', '/approve production'],
  flags: ['withdraw'],
  parse: (tokens) => {
    const parsed = optionalEnvironment(tokens);
    return parsed.ok ? ok({ ...parsed.value, withdraw: tokens.flags.has('withdraw') }) : parsed;
  },
  run: (world, caller, { environment, withdraw }) =>
    withOpen(world, caller, environment, (promotion) =>
      (withdraw ? withdrawApproval : castApproval)(world, caller, promotion),
    ),
});
