/**
 * What runs in an environment, written down when the other side says success: of what was let go, of what
 * had failed here, and of what somebody has run again.
 */
import type { Promotion } from '../../core/promotion/state.ts';
import type { DeploymentReport } from '../../ports/code-host.ts';
import type { Tables } from '../../ports/store.ts';
import { deploymentReportEffect } from '../effects.ts';
import { applyOrConflict, show } from '../promotion/apply.ts';
import { decidedPolicy } from '../promotion/last-decision.ts';
import { auditPromotion } from '../record.ts';
import { liftHold } from '../rollback/holds.ts';
import { settleRollback, standingFor } from '../rollback/settle-rollback.ts';
import type { World } from '../world.ts';
import { beginVerification } from './verify.ts';

/** The deployer says success: this is what runs there now, whether it is well or not. */
export const landed = async (world: World, tx: Tables, promotion: Promotion): Promise<void> => {
  const earlier = await tx.ledger.live(promotion.repositoryId, promotion.environment);
  const before = promotion.kind === 'rollback' ? await standingFor(tx, promotion) : null;
  await appendLive(world, tx, promotion);
  // Well or not: what stood there before is replaced.
  if (before !== null) await settleRollback(world, tx, promotion, before);
  const policy = await decidedPolicy(tx, promotion.id);
  if (policy?.environment.verify === undefined) {
    await complete(world, tx, promotion);
  } else {
    await beginVerification(world, tx, promotion, policy);
    await tx.wakes.at(promotion.id, world.clock.now());
  }
  // GitHub itself retires earlier deployments everywhere but in production environments.
  if (policy?.environment.production !== true || earlier === null) return;
  if (earlier.deploymentId === null) return;
  const description = `Replaced by ${promotion.release.sha.slice(0, 7)}`;
  const report = { deploymentId: earlier.deploymentId, state: 'inactive', description } as const;
  await tx.outbox.add(deploymentReportEffect(promotion, report, world.clock.now()));
};

export const complete = async (world: World, tx: Tables, promotion: Promotion): Promise<void> => {
  const completed = await applyOrConflict(world, tx, promotion, { kind: 'verified' }, null);
  if (completed.kind === 'promote') await liftHold(world, tx, completed);
};

/**
 * It had failed here and succeeded after all, or its run was run again on GitHub: the ledger says what
 * is live, the state stays. What went live since then is not replaced by news that comes late.
 */
export const lateSuccess = async (
  world: World,
  tx: Tables,
  promotion: Promotion,
  report: DeploymentReport,
): Promise<void> => {
  const { state } = promotion;
  const live = await tx.ledger.live(promotion.repositoryId, promotion.environment);
  if (live !== null && (live.promotionId === promotion.id || live.since > report.at)) return;
  if (state.kind === 'failed' && state.failure.code === 'preempted') {
    return auditIgnored(world, tx, promotion, report, 'a rollback took the environment');
  }
  await appendLive(world, tx, promotion);
  await auditPromotion(world, tx, promotion, {
    kind: 'drift.late_success',
    person: null,
    body: { sha: promotion.release.sha, after: state.kind },
  });
  await show(world, tx, promotion, world.clock.now());
};

export const auditIgnored = async (
  world: World,
  tx: Tables,
  promotion: Promotion,
  report: DeploymentReport,
  why: string,
): Promise<void> => {
  await auditPromotion(world, tx, promotion, {
    kind: 'deployment.report_ignored',
    person: report.by,
    body: { state: report.state, why },
  });
};

const appendLive = async (world: World, tx: Tables, promotion: Promotion): Promise<void> => {
  const { release } = promotion;
  const deployment = 'deployment' in promotion.state ? promotion.state.deployment : null;
  await tx.ledger.append({
    id: world.clock.newId(),
    repositoryId: promotion.repositoryId,
    environment: promotion.environment,
    releaseId: release.id,
    sha: release.sha,
    tree: release.tree,
    artifacts: release.artifacts.map((artifact) => artifact.digest),
    promotionId: promotion.id,
    // Only a GitHub deployment is retired by the next one.
    deploymentId: deployment?.deployer === 'workflow' ? null : (deployment?.id ?? null),
    since: world.clock.now(),
    origin: 'own',
  });
};
