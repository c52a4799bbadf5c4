/**
 * Runs a workflow once, at exactly the commit of a promotion. GitHub runs branches and not commits, so
 * one that points at it is named, and a run of anything else is cancelled. An attempt of unknown
 * outcome is looked for by the promotion's id in the run's name before another is made.
 */
import { type Instant, SECOND } from '../../core/instant.ts';
import type { WorkflowCall } from '../../core/policy.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import type { HostRun } from '../../ports/workflow-runs.ts';
import { branchAt } from '../perform/branch-at.ts';
import { RetryLater } from '../perform/retry-later.ts';
import type { World } from '../world.ts';

export interface RunOrder {
  /** Of the effect: one run for each. */
  readonly key: string;
  /** An earlier attempt has no recorded outcome. */
  readonly uncertain: boolean;
  readonly promotion: Promotion;
  readonly call: Pick<WorkflowCall, 'file' | 'inputs'>;
  /** Beside those of the policy and the ones that say what it is about. */
  readonly inputs: Readonly<Record<string, string>>;
  /** When it was first asked for. */
  readonly since: Instant;
}

/** GitHub does not tell every server's dispatch as which run it was made. */
const LOOK_AFTER_MS = 10 * SECOND;

export const runWorkflow = async (
  world: World,
  repository: Repository,
  order: RunOrder,
): Promise<HostRun | { readonly refused: string }> => {
  const { promotion, call } = order;
  const { environment, release } = promotion;
  const mark = `dispatched:${order.key}`;
  const isDispatched = (await world.store.surfaces.get(mark)) !== null;
  if (order.uncertain || isDispatched) {
    const search = { file: call.file, sha: release.sha, key: promotion.id, since: order.since };
    const found = await world.host.findWorkflowRun(repository, search);
    if (found !== null) return found;
    if (isDispatched) throw notSeenYet();
  }
  const branch = await branchAt(world, repository, promotion);
  if (branch === null) return { refused: noBranch(release.sha) };
  const about = { environment, sha: release.sha, promotion: promotion.id };
  const inputs = { ...call.inputs, ...about, ...order.inputs };
  const made = await world.host.dispatchWorkflow(repository, { file: call.file, branch, inputs });
  if (made === null) {
    await world.store.surfaces.put({ key: mark, externalId: null, digest: null, state: null });
    throw notSeenYet();
  }
  if ('refused' in made) return { refused: `GitHub did not run ${call.file}: ${made.refused}` };
  if (made.sha === release.sha) return made;
  await world.host.cancelWorkflowRun(repository, made.id);
  return {
    refused: `The branch ${branch} moved while ${call.file} was started, so it was stopped`,
  };
};

const notSeenYet = (): RetryLater =>
  new RetryLater(LOOK_AFTER_MS, new Error('GitHub does not show the run yet'));

const noBranch = (sha: string): string =>
  `GitHub runs workflows on branches, and neither the pull request's nor the default branch points at ${sha.slice(0, 7)}`;

/** Whom a run is for. */
export interface RunOwner {
  readonly promotionId: string;
  /** Null where it is the deployment itself. */
  readonly inquiryId: string | null;
}

const runKey = (repository: Repository, runId: string): string =>
  `workflow-run:${repository.id}:${runId}`;

export const noteRun = (
  tx: Tables,
  repository: Repository,
  runId: string,
  state: RunOwner,
): Promise<void> =>
  tx.surfaces.put({ key: runKey(repository, runId), externalId: runId, digest: null, state });

/** Null for a run that is none of ours. */
export const ownerOfRun = async (
  tx: Tables,
  repository: Repository,
  runId: string,
): Promise<RunOwner | null> => {
  const surface = await tx.surfaces.get(runKey(repository, runId));
  return surface === null ? null : (surface.state as RunOwner);
};
