/**
 * What of an environment's policy holds for a rollback: it must get through when things burn, so that
 * most gates are left out, and what the policy asks of rollbacks alone comes in.
 */
import { digestOf } from '../digest.ts';
import type { EffectivePolicy } from '../policy.ts';

/** These stand whatever is deployed, and whichever way it goes. */
const HELD_ALWAYS: readonly string[] = ['lock', 'halt', 'freeze', 'quarantine', 'commit-signature'];

/**
 * The policy of a rollback. Its digest is another one than that of the environment's promotions, so
 * that nobody's yes to the one counts for the other, and changes with all that stands in that.
 */
export const rollbackPolicy = (policy: EffectivePolicy): EffectivePolicy => {
  const { environment } = policy;
  const { gates, approvals } = environment.rollback;
  const added = gates.map(({ gate }) => gate);
  const kept = environment.gates.filter(
    ({ gate }) => HELD_ALWAYS.includes(gate) && !added.includes(gate),
  );
  return {
    ...policy,
    environment: {
      ...environment,
      after: [],
      gates: [...kept, ...gates],
      freezes: (environment.freezes ?? []).filter(({ verbs }) => verbs.includes('rollback')),
      // What was said of the release when it was new says nothing of going back to it.
      approvals: { ...approvals, afterRequest: true },
      separationOfDuties: {
        level: approvals.rules.length > 0 ? 'requester' : 'off',
        reviewedChanges: 'exempt',
        promoteByOthers: false,
      },
      execute: 'auto',
    },
    digest: digestOf({ rollback: policy.digest }),
  };
};
