/**
 * Withdraws a promotion: whoever asked for it, or an admin of the repository. What a rule asked for is
 * as much anybody's as asking is.
 */
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import { hasAsked, isByRule } from '../../core/promotion/request.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import { authorize } from '../authorize.ts';
import type { Caller } from '../caller.ts';
import { environmentOf } from '../policy/environment.ts';
import type { World } from '../world.ts';
import { applyOrConflict } from './apply.ts';
import { type Plan, refuse } from './plan.ts';

export const cancelPromotion = async (
  world: World,
  caller: Caller,
  promotion: Promotion,
): Promise<Plan> => {
  if (!(await mayCancel(world, caller, promotion))) {
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

const mayCancel = async (world: World, caller: Caller, promotion: Promotion): Promise<boolean> => {
  if (hasAsked(promotion, caller.person) || caller.role === 'admin') return true;
  if (!isByRule(promotion)) return false;
  const found = await environmentOf(world, caller.repository, promotion.environment);
  return found.ok && (await authorize(world, caller, found.value, 'promote')).ok;
};
