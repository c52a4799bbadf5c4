/**
 * Runs a workflow once. GitHub runs branches and not commits: for what must run at exactly the commit of
 * a promotion, one that points at it is named, and a run of anything else is cancelled. An attempt of
 * unknown outcome is looked for by what GitHub said, or by the promotion's id in the run's name, before
 * another is made.
 */
import { type Instant, MINUTE, SECOND } from '../../core/instant.ts';
import type { WorkflowCall } from '../../core/policy.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import type { HostRun } from '../../ports/workflow-runs.ts';
import { branchAt } from '../perform/branch-at.ts';
import { RetryLater } from '../perform/retry-later.ts';
import type { World } from '../world.ts';

export interface RunOrder {
  /** One run is made for each. */
  readonly effect: Pick<LeasedEffect, 'key' | 'uncertain' | 'attempts'>;
  readonly promotion: Promotion;
  readonly call: Pick<WorkflowCall, 'file' | 'inputs'>;
  /**
   * A gate runs the commit as it is. What deploys runs as the default branch has it and is told the
   * commit: no branch points at what is gone back to, and nobody's change deploys itself its own way.
   */
  readonly at: 'release' | 'default_branch';
  /** Beside those of the policy and the ones that say what it is about. */
  readonly inputs: Readonly<Record<string, string>>;
  /** When it was first asked for. */
  readonly since: Instant;
  /** Null where it is the deployment itself. */
  readonly inquiryId: string | null;
}

type Refused = { readonly refused: string };

/** GitHub's clock may be so far behind ours. */
const CLOCKS_DIFFER_MS = 1 * MINUTE;

export const runWorkflow = async (
  world: World,
  repository: Repository,
  order: RunOrder,
): Promise<HostRun | Refused> => {
  const { promotion, call, effect } = order;
  const found = effect.uncertain ? await findRun(world, repository, order) : null;
  const run = found ?? (await dispatch(world, repository, order));
  if ('refused' in run || order.at === 'default_branch') return run;
  if (run.sha === promotion.release.sha) return run;
  await world.host.cancelWorkflowRun(repository, run.id);
  return { refused: elsewhere(call.file, run) };
};

/** What an earlier attempt has started, at whichever commit; null where there was none. */
export const findRun = async (
  world: World,
  repository: Repository,
  order: RunOrder,
): Promise<HostRun | null> => {
  const mark = await world.store.surfaces.get(markOf(order));
  const told = mark?.externalId ?? null;
  const run =
    told === null
      ? await searchRun(world, repository, order)
      : await world.host.workflowRun(repository, told);
  if (run === null && mark !== null) throw notSeenYet(order);
  return run;
};

/** One of a question that was asked before, or the deployment itself, is none of this order's. */
const searchRun = async (
  world: World,
  repository: Repository,
  { promotion, call: { file }, since, inquiryId }: RunOrder,
): Promise<HostRun | null> => {
  const search = { file, key: promotion.id, since: since - CLOCKS_DIFFER_MS };
  for (const run of await world.host.findWorkflowRuns(repository, search)) {
    const owner = await ownerOfRun(world.store, repository, run.id);
    if (owner !== null && owner.inquiryId !== inquiryId) continue;
    await noteRun(world.store, repository, run.id, { promotionId: promotion.id, inquiryId });
    return run;
  }
  return null;
};

const dispatch = async (
  world: World,
  repository: Repository,
  order: RunOrder,
): Promise<HostRun | Refused> => {
  const { promotion, call, inquiryId } = order;
  const { environment, release } = promotion;
  const branch =
    order.at === 'default_branch'
      ? repository.defaultBranch
      : await branchAt(world, repository, promotion);
  if (branch === null) return { refused: noBranch(release.sha) };
  const about = { environment, sha: release.sha, promotion: promotion.id };
  const inputs = { ...call.inputs, ...about, ...order.inputs };
  const made = await world.host.dispatchWorkflow(repository, { file: call.file, branch, inputs });
  if (made !== null && 'refused' in made) {
    return { refused: `GitHub did not run ${call.file}: ${made.refused}` };
  }
  const runId = made?.runId ?? null;
  await world.store.transaction(async (tx) => {
    const mark = { key: markOf(order), externalId: runId, digest: null, state: null };
    await tx.surfaces.put(mark);
    if (runId === null) return;
    await noteRun(tx, repository, runId, { promotionId: promotion.id, inquiryId });
  });
  const run = runId === null ? null : await world.host.workflowRun(repository, runId);
  if (run === null) throw notSeenYet(order);
  return run;
};

const markOf = ({ effect }: RunOrder): string => `dispatched:${effect.key}`;

/** GitHub does not show a run at once, nor tell every server's dispatch as which it was made. */
export const lookAfterMs = ({ attempts }: Pick<LeasedEffect, 'attempts'>): number =>
  Math.min(15 * MINUTE, 5 * SECOND * 2 ** attempts);

const notSeenYet = ({ effect }: RunOrder): RetryLater =>
  new RetryLater(lookAfterMs(effect), new Error('GitHub does not show the run yet'));

const elsewhere = (file: string, { sha, conclusion }: HostRun): string =>
  conclusion === null
    ? `The branch moved while ${file} was started, so it was stopped`
    : `The branch moved while ${file} was started: it ran at ${sha.slice(0, 7)} and ended with ${conclusion}`;

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

const noteRun = (
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
