/** `/retry`: tries a failed promotion again, decided from scratch. */
import { retryPromotion } from '../services/promotion/retry-promotion.ts';
import { command } from './command.ts';
import { type OptionalEnvironment, optionalEnvironment } from './optional-environment.ts';

export const retry = command<'retry', OptionalEnvironment>({
  name: 'retry',
  usage: '/retry [<environment>]',
  summary: 'tries a failed promotion again',
  examples: ['/retry', '/retry production'],
  flags: [],
  parse: optionalEnvironment,
  run: (world, caller, { environment }) => retryPromotion(world, caller, environment),
});
