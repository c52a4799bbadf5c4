/** Withdraws a promotion: whoever asked for it, or an admin of the repository. */
import { isWaiting } from '../core/promotion/lifecycle.ts';
import { hasAsked } from '../core/promotion/request.ts';
import type { Promotion } from '../core/promotion/state.ts';
import { applyOrConflict } from './apply.ts';
import type { Caller } from './caller.ts';
import { type Plan, refuse } from './plan.ts';
import type { World } from './world.ts';

export const cancelPromotion = async (
  world: World,
  caller: Caller,
  promotion: Promotion,
): Promise<Plan> => {
  if (!hasAsked(promotion, caller.person) && caller.role !== 'admin') {
    const requesters = promotion.requesters.map((requester) => requester.person);
    return refuse({ code: 'not_requester', environment: promotion.environment, requesters });
  }
  if (!isWaiting(promotion.state)) {
    return refuse({ code: 'invalid_transition', from: promotion.state.kind, to: 'cancelled' });
  }
  return {
    answer: { kind: 'ended', promotion },
    apply: async (tx) => {
      const input = { kind: 'cancelled', by: caller.person, why: 'asked' } as const;
      await applyOrConflict(world, tx, promotion, input, caller.person);
    },
  };
};
