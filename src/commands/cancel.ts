/** `/cancel`: withdraws an open promotion. */
import { hasAsked } from '../core/promotion/request.ts';
import { cancelPromotion } from '../services/promotion/cancel-promotion.ts';
import { withOpen } from '../services/promotion/find-open.ts';
import { command } from './command.ts';
import { type OptionalEnvironment, optionalEnvironment } from './optional-environment.ts';

export const cancel = command<'cancel', OptionalEnvironment>({
  name: 'cancel',
  usage: '/cancel [<environment>]',
  summary: 'withdraws the open promotion',
  examples: ['/cancel', '/cancel production'],
  flags: [],
  parse: optionalEnvironment,
  run: (world, caller, { environment }) =>
    withOpen(
      world,
      caller,
      environment,
      (promotion) => cancelPromotion(world, caller, promotion),
      (promotion) => hasAsked(promotion, caller.person),
    ),
});
