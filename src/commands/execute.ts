/** `/execute`: lets an approved promotion go, where the environment leaves that step to a person. */
import { executePromotion } from '../services/promotion/execute-promotion.ts';
import { withOpen } from '../services/promotion/find-open.ts';
import { command } from './command.ts';
import { type OptionalEnvironment, optionalEnvironment } from './optional-environment.ts';

export const execute = command<'execute', OptionalEnvironment>({
  name: 'execute',
  usage: '/execute [<environment>]',
  summary: 'lets an approved promotion go, where the policy says `execute: manual`',
  examples: ['/execute', '/execute production'],
  flags: [],
  parse: optionalEnvironment,
  run: (world, caller, { environment }) =>
    withOpen(world, caller, environment, (promotion) => executePromotion(world, caller, promotion)),
});
