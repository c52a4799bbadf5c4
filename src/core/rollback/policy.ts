/**
 * What of an environment's policy holds for a rollback: it must get through when things burn, so that
 * most gates are left out, and what the policy asks of rollbacks alone comes in.
 */
import { digestOf } from '../digest.ts';
import type { EffectivePolicy, EnvironmentPolicy, GateSetting } from '../policy.ts';

/** These stand whatever is deployed, and whichever way it goes. */
const HELD_ALWAYS: readonly string[] = ['lock', 'halt', 'freeze', 'quarantine', 'commit-signature'];

/** Those of the environment that stand here, unless the policy says otherwise for rollbacks. */
export const gatesOfRollback = (
  environment: Pick<EnvironmentPolicy, 'gates' | 'rollback'>,
): readonly GateSetting[] => {
  const { gates } = environment.rollback;
  const added = gates.map(({ gate }) => gate);
  const kept = environment.gates.filter(
    ({ gate }) => HELD_ALWAYS.includes(gate) && !added.includes(gate),
  );
  return [...kept, ...gates];
};

/**
 * The policy of a rollback. Its digest is another one than that of the environment's promotions, so
 * that nobody's yes to the one counts for the other, and changes with all that stands in that.
 */
export const rollbackPolicy = (policy: EffectivePolicy): EffectivePolicy => {
  const { environment } = policy;
  const { approvals } = environment.rollback;
  return {
    ...policy,
    environment: {
      ...environment,
      after: [],
      gates: gatesOfRollback(environment),
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
