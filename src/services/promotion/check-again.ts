/**
 * The gates of a promotion are to be asked again, and its check run to be written whatever it says:
 * GitHub's "Re-run" opens the commit's check suite, and only a write to the run closes it (docs:
 * "Rerequest a check run").
 */
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Repository } from '../../ports/store.ts';
import { checkRunEffect } from '../effects.ts';
import { askAgain } from '../inquiry/ask-gates.ts';
import { effectiveFor, readingFor } from '../policy/policy-for.ts';
import type { World } from '../world.ts';
import type { Plan } from './plan.ts';

export const checkAgain = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
): Promise<Plan> => {
  const now = world.clock.now();
  const reading = await readingFor(world, repository, promotion.kind);
  const waits = isWaiting(promotion.state);
  const held = reading.ok || !waits ? null : reading.problem;
  const environment = reading.ok
    ? reading.value.policy.environments.find((each) => each.name === promotion.environment)
    : undefined;
  const policy =
    reading.ok && waits && environment !== undefined
      ? await effectiveFor(world.store, repository, reading.value, environment, promotion.kind)
      : null;
  const effect = checkRunEffect(promotion, now, held);
  return {
    answer: { kind: 'text', markdown: '' },
    apply: async (tx) => {
      const written = await tx.surfaces.get(effect.key);
      if (written !== null) await tx.surfaces.put({ ...written, digest: null });
      if (policy !== null) await askAgain(world, tx, promotion, policy);
      await tx.outbox.add(effect);
      await tx.wakes.at(promotion.id, now);
    },
  };
};
