/**
 * The gates of a promotion are to be asked again, and its check run to be written whatever it says:
 * GitHub's "Re-run" opens the commit's check suite, and only a write to the run closes it (docs:
 * "Rerequest a check run").
 */
import { isWaiting } from '../core/promotion/lifecycle.ts';
import type { Promotion } from '../core/promotion/state.ts';
import type { Repository } from '../ports/store.ts';
import { checkRunEffect } from './effects.ts';
import type { Plan } from './plan.ts';
import { readingFor } from './policy-for.ts';
import type { World } from './world.ts';

export const checkAgain = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
): Promise<Plan> => {
  const now = world.clock.now();
  const reading = await readingFor(world, repository, promotion.kind);
  const held = reading.ok || !isWaiting(promotion.state) ? null : reading.problem;
  const effect = checkRunEffect(promotion, now, held);
  return {
    answer: { kind: 'text', markdown: '' },
    apply: async (tx) => {
      const written = await tx.surfaces.get(effect.key);
      if (written !== null) await tx.surfaces.put({ ...written, digest: null });
      await tx.outbox.add(effect);
      await tx.wakes.at(promotion.id, now);
    },
  };
};
