/**
 * Lets an approved promotion go. It opens no gate: the promotion is decided again when it is admitted,
 * and one that loses its approval before that has to be executed again.
 */
import type { Promotion } from '../../core/promotion/state.ts';
import { authorize } from '../authorize.ts';
import type { Caller } from '../caller.ts';
import { environmentOf } from '../policy/environment.ts';
import { auditPromotion } from '../record.ts';
import type { World } from '../world.ts';
import { applyOrConflict } from './apply.ts';
import { type Plan, refuse } from './plan.ts';

export const executePromotion = async (
  world: World,
  caller: Caller,
  promotion: Promotion,
): Promise<Plan> => {
  const { environment, state } = promotion;
  const policy = await environmentOf(world, caller.repository, environment);
  if (!policy.ok) return refuse(policy.problem);
  const allowed = await authorize(world, caller, policy.value, 'promote');
  if (!allowed.ok) return refuse(allowed.problem);
  switch (state.kind) {
    case 'approved':
      break;
    case 'deploying':
    case 'verifying':
      return { answer: { kind: 'executed', promotion, known: true } };
    default:
      return refuse({ code: 'not_approved', environment, state: state.kind });
  }
  if (state.awaits === 'turn') return { answer: { kind: 'executed', promotion, known: true } };
  return {
    answer: { kind: 'executed', promotion, known: false },
    apply: async (tx) => {
      const input = { kind: 'executed', by: caller.person } as const;
      await applyOrConflict(world, tx, promotion, input, caller.person);
      await auditPromotion(world, tx, promotion, {
        kind: 'promotion.executed',
        person: caller.person,
        body: { via: caller.via, sha: promotion.release.sha },
      });
      await tx.wakes.at(promotion.id, world.clock.now());
    },
  };
};
