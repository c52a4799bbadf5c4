/** `/why`: everything the last decision looked at, what blocks, and who can change it. */
import { whyPlan } from '../services/views/why-view.ts';
import { command } from './command.ts';
import { type OptionalEnvironment, optionalEnvironment } from './optional-environment.ts';

export const why = command<'why', OptionalEnvironment>({
  name: 'why',
  usage: '/why [<environment>]',
  summary: 'says what blocks, and who or what can change it',
  examples: ['/why', '/why production'],
  flags: [],
  parse: optionalEnvironment,
  run: (world, caller, { environment }) => whyPlan(world, caller, environment),
});
