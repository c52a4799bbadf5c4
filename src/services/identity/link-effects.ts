/** The effects of links: who is told of one, and when all are looked at again. */
import type { Instant } from '../../core/instant.ts';
import type { Effect } from '../../ports/queue.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { ANSWER, DECORATION, effect } from '../effects.ts';

export const linkToldEffect = (payload: EffectPayloads['link-told'], now: Instant): Effect => {
  const to = `${payload.to.team}:${payload.to.user}`;
  const rest = { lane: `direct:${to}`, dueAt: now, priority: ANSWER };
  return effect('link-told', `${payload.linkId}:${to}`, payload, rest);
};

export const checkLinksEffect = (after: string | null, now: Instant): Effect => {
  const rest = { lane: 'check-links', dueAt: now, priority: DECORATION };
  return effect('check-links', after ?? 'first', { after }, rest);
};
