/** `/execute`: lets an approved promotion go, where the environment leaves that step to a person. */
import { refuse } from '../services/answer.ts';
import { executePromotion } from '../services/execute-promotion.ts';
import { findOpen } from '../services/find-open.ts';
import { command } from './command.ts';
import { type OptionalEnvironment, optionalEnvironment } from './optional-environment.ts';

export const execute = command<'execute', OptionalEnvironment>({
  name: 'execute',
  usage: '/execute [<environment>]',
  summary: 'lets an approved promotion go, where the policy says `execute: manual`',
  examples: ['/execute', '/execute production'],
  flags: [],
  parse: optionalEnvironment,
  run: async (world, caller, { environment }) => {
    const found = await findOpen(world, caller, environment);
    return found.ok ? executePromotion(world, caller, found.value) : refuse(found.problem);
  },
});
