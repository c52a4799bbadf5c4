/**
 * What the buttons of a promotion do, wherever they are pressed: each goes through the same
 * authorisation, and the same decision, as the command it stands for.
 */
import type { Promotion } from '../core/promotion/state.ts';
import type { Caller } from '../services/caller.ts';
import { checkAgain } from '../services/promotion/check-again.ts';
import { executePromotion } from '../services/promotion/execute-promotion.ts';
import { type Plan, refuse } from '../services/promotion/plan.ts';
import { castApproval, castRejection } from '../services/promotion/vote.ts';
import type { World } from '../services/world.ts';

/** `reason` is for the buttons that give one. */
export const planPress = async (
  world: World,
  caller: Caller,
  promotion: Promotion,
  { button, reason }: { readonly button: string; readonly reason: string },
): Promise<Plan> => {
  switch (button) {
    case 'approve':
      return castApproval(world, caller, promotion);
    case 'reject':
      return castRejection(world, caller, promotion, reason);
    case 'execute':
      return executePromotion(world, caller, promotion);
    case 'check-again':
      return checkAgain(world, caller.repository, promotion);
    default:
      return refuse({ code: 'stale_button' });
  }
};
