/** The effects of a policy: its check run, and looking again at what of it waits. */
import type { Instant } from '../../core/instant.ts';
import type { Effect } from '../../ports/queue.ts';
import { CHECK, DECORATION, effect } from '../effects.ts';

export const policyCheckEffect = (
  repositoryId: number,
  sha: string,
  now: Instant,
  landed = false,
): Effect =>
  effect(
    'policy-check',
    `${repositoryId}:${sha}`,
    { repositoryId, sha, landed },
    {
      lane: `policy-check:${repositoryId}:${sha}`,
      dueAt: now,
      priority: CHECK,
    },
  );

/** What waits for an approval is looked at again, should nothing tell of it. */
export const policyWatchEffect = (repositoryId: number, dueAt: Instant): Effect =>
  effect(
    'policy-watch',
    `${repositoryId}`,
    { repositoryId },
    { lane: `policy-watch:${repositoryId}`, dueAt, priority: DECORATION },
  );
