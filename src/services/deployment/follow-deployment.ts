/**
 * Follows a deployment to its end, whichever way it was made. What a lost webhook would have said is
 * asked of the other side before the time limit ends it.
 */
import { MINUTE } from '../../core/instant.ts';
import { isTerminal, type LifecycleInput } from '../../core/promotion/lifecycle.ts';
import {
  type DeploymentRef,
  type Promotion,
  START_EXPECTED_MS,
  type StateOf,
} from '../../core/promotion/state.ts';
import { type DeploymentReport, HostFault } from '../../ports/code-host.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import { trustFor } from '../perform/deployers/github.ts';
import { deployerOf } from '../perform/deployers/registry.ts';
import { apply, applyOrConflict, show } from '../promotion/apply.ts';
import type { World } from '../world.ts';
import { giveUp } from './give-up.ts';
import { lookAtVerification } from './verify.ts';
import { auditIgnored, complete, landed, lateSuccess } from './went-live.ts';

/** Once a run should have started, a success whose webhook was lost is looked for this often. */
const LOOK_AGAIN_MS = 5 * MINUTE;

/** Enforces the time limit, notices silence, and catches up with what no webhook told. */
export const followDeployment = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
): Promise<void> => {
  if (promotion.state.kind === 'verifying') {
    return followVerification(world, repository, { ...promotion, state: promotion.state });
  }
  if (promotion.state.kind !== 'deploying') return;
  const { deployment, deadline } = promotion.state;
  const now = world.clock.now();
  const isOver = now >= deadline;
  if (deployment !== null && (await catchUp(world, repository, promotion, deployment, isOver)))
    return;
  await world.store.transaction(async (tx) => {
    if (isOver) {
      const ended = await apply(world, tx, promotion, { kind: 'timed_out' }, null);
      if (ended.ok && deployment !== null) await tx.outbox.add(giveUp(promotion, deployment, now));
      return;
    }
    await show(world, tx, promotion, now);
    const quiet = deployment === null ? deadline : deployment.createdAt + START_EXPECTED_MS;
    await tx.wakes.at(promotion.id, quiet > now ? quiet : Math.min(deadline, now + LOOK_AGAIN_MS));
  });
};

/** One report about one of our deployments, from a webhook or read at GitHub. */
export const takeReport = async (
  world: World,
  promotion: Promotion,
  report: DeploymentReport,
): Promise<void> => {
  await world.store.transaction(async (tx) => {
    const current = await tx.promotions.byId(promotion.id);
    if (current === null) return;
    const isTrusted = await trustFor(world, tx, promotion);
    await (isTrusted(report.by)
      ? applyReport(world, tx, current, report)
      : auditIgnored(world, tx, current, report, 'not a trusted reporter'));
  });
};

const applyReport = async (
  world: World,
  tx: Tables,
  promotion: Promotion,
  report: DeploymentReport,
): Promise<void> => {
  if (isTerminal(promotion.state.kind)) {
    return report.state === 'success' ? lateSuccess(world, tx, promotion, report) : undefined;
  }
  if (promotion.state.kind !== 'deploying' || promotion.state.deployment === null) return;
  const input = inputOf(promotion.state.deployment, report);
  if (input === null) return;
  const holder = await tx.leases.holder(promotion.repositoryId, promotion.environment);
  if (holder?.fence !== promotion.state.fence) return;
  const moved = await apply(world, tx, promotion, input, null);
  if (moved.ok && moved.value.state.kind === 'verifying') await landed(world, tx, moved.value);
};

const inputOf = (known: DeploymentRef, report: DeploymentReport): LifecycleInput | null => {
  const ref = {
    ...known,
    started: true,
    environmentUrl: report.environmentUrl ?? known.environmentUrl,
    logUrl: report.logUrl ?? known.logUrl,
  };
  switch (report.state) {
    case 'success':
      return { kind: 'deployment_succeeded', ref };
    case 'failure':
    case 'error': {
      const message = report.description || 'The deployment reported failure';
      return { kind: 'deployment_failed', failure: { code: 'deployment_failed', message } };
    }
    case 'in_progress':
    case 'queued':
    case 'pending':
      return known.started ? null : { kind: 'deployment_started', ref };
    case 'inactive':
      return null;
    default:
      return report.state satisfies never;
  }
};

/** Ends it when what is looked at after deploying has an answer. */
const followVerification = async (
  world: World,
  repository: Repository,
  promotion: Promotion & { readonly state: StateOf<'verifying'> },
): Promise<void> => {
  const verification = await lookAtVerification(world, repository, promotion);
  await world.store.transaction(async (tx) => {
    switch (verification.kind) {
      case 'open':
        await tx.wakes.at(promotion.id, verification.nextLook);
        return;
      case 'passed':
        await complete(world, tx, promotion);
        return;
      case 'failed': {
        const input = { kind: 'verification_failed', failure: verification.failure } as const;
        const ended = await applyOrConflict(world, tx, promotion, input, null);
        const { deployment } = promotion.state;
        if (deployment !== null) await tx.outbox.add(giveUp(ended, deployment, world.clock.now()));
        return;
      }
      default:
        verification satisfies never;
    }
  });
};

/** True when what the other side says moved the promotion on. At the time limit, no answer is no reason to wait. */
export const catchUp = async (
  world: World,
  repository: Repository,
  promotion: Promotion,
  deployment: DeploymentRef,
  isOver: boolean,
): Promise<boolean> => {
  const asked = deployerOf(deployment).reports(world, repository, promotion, deployment);
  const reports = await asked.catch((fault: unknown) => {
    if (isOver && fault instanceof HostFault) return [];
    throw fault;
  });
  for (const report of reports) {
    await world.store.transaction(async (tx) => {
      const current = await tx.promotions.byId(promotion.id);
      if (current !== null) await applyReport(world, tx, current, report);
    });
  }
  const after = await world.store.promotions.byId(promotion.id);
  return after !== null && after.version !== promotion.version;
};
