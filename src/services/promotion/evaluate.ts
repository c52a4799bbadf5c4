/**
 * The one place that asks the core to decide. Request, preview, `/why`, admission and replay all
 * come through here, so that they cannot answer differently.
 */
import { decide, needsOf } from '../../core/decide.ts';
import type { Decision } from '../../core/decision.ts';
import type { Facts, LiveFacts } from '../../core/facts.ts';
import type { Instant } from '../../core/instant.ts';
import type { EffectivePolicy } from '../../core/policy.ts';
import type { PromotionRequest } from '../../core/promotion/request.ts';
import type { Repository } from '../../ports/store.ts';
import { loadFacts } from '../facts/facts.ts';
import type { Considered } from '../facts/host-facts.ts';
import type { World } from '../world.ts';

export interface Evaluation {
  readonly policy: EffectivePolicy;
  readonly facts: Facts;
  /** What was live when the facts were read. */
  readonly live: LiveFacts | null;
  /** What we had let pass there before, or trusted. */
  readonly proven: LiveFacts | null;
  /** When the oldest of the facts was read. */
  readonly readAt: Instant;
  readonly decision: Decision;
}

export const evaluate = async (
  world: World,
  ask: {
    readonly repository: Repository;
    readonly policy: EffectivePolicy;
    readonly promotion: PromotionRequest;
    /** What is to be weighed before it is stored. */
    readonly considered?: Considered;
  },
): Promise<Evaluation> => {
  const { policy, promotion } = ask;
  const attributes = { environment: promotion.environment, 'lockkeeper.promotion': promotion.id };
  return world.traces.span({ name: 'evaluate', attributes }, async (span) => {
    const { facts, live, proven, readAt } = await loadFacts(world, {
      ...ask,
      needs: needsOf(policy.environment),
      considered: ask.considered ?? null,
    });
    const decision = decide(policy, promotion, facts, world.clock.now());
    span.set({ outcome: decision.outcome });
    for (const { gate, status, reasons } of decision.verdicts) {
      world.traces.mark(`gate ${gate}`, { gate, status, code: reasons[0].code });
    }
    return { policy, facts, live, proven, readAt, decision };
  });
};

/** Decides recorded inputs again, at their own instant. */
export const decideAgain = (
  policy: EffectivePolicy,
  promotion: PromotionRequest,
  facts: Facts,
  at: Instant,
): Decision => decide(policy, promotion, facts, at);
