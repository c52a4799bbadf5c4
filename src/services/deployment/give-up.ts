/** Tells the other side that nobody waits for a deployment any more, and why. */
import type { Instant } from '../../core/instant.ts';
import type { DeploymentRef, Promotion } from '../../core/promotion/state.ts';
import type { Effect } from '../../ports/queue.ts';
import { deploymentReportEffect } from '../effects.ts';

/** Of a promotion as it has ended. */
export const giveUp = (
  promotion: Promotion,
  { id: deploymentId, deployer }: DeploymentRef,
  now: Instant,
): Effect => {
  const description = `Ended by Lockkeeper: ${whyOf(promotion)}`;
  const end = { deploymentId, state: 'error', description } as const;
  return deploymentReportEffect(promotion, { ...end, ...(deployer && { deployer }) }, now);
};

const whyOf = ({ state }: Promotion): string => {
  const code = state.kind === 'failed' ? state.failure.code : null;
  if (code === 'preempted') return 'a rollback took the environment';
  return code === 'verification_failed' ? 'its verification failed' : 'its time limit passed';
};
