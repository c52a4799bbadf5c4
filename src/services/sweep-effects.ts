/** The effects of a sweep: each looks for something that no event announces. */
import type { Instant } from '../core/instant.ts';
import type { Effect } from '../ports/queue.ts';
import type { EffectPayloads } from './effect-payloads.ts';
import { DECORATION, effect } from './effects.ts';

export const missedCommentsEffect = (
  payload: EffectPayloads['missed-comments'],
  now: Instant,
): Effect => {
  const key = String(payload.repositoryId);
  const rest = { lane: `sweep:${key}`, dueAt: now, priority: DECORATION };
  return effect('missed-comments', key, payload, rest);
};

export const redeliverEffect = (now: Instant): Effect =>
  effect('redeliver', 'app', {}, { lane: 'redeliver', dueAt: now, priority: DECORATION });

export const sweepEffect = (repositoryId: number, now: Instant): Effect =>
  effect(
    'sweep-repository',
    String(repositoryId),
    { repositoryId },
    { lane: `sweep:${repositoryId}`, dueAt: now, priority: DECORATION },
  );
