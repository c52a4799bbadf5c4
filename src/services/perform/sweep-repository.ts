/**
 * Looks in one repository for what an event should have told: jobs that wait and nobody answers,
 * deployments past us, a push that is promoted by itself, locks of pull requests that have closed, check
 * runs that are gone. What GitHub does not answer now is found at the next sweep.
 */
import { DAY } from '../../core/instant.ts';
import { HostFault, type OtherDeployment } from '../../ports/code-host.ts';
import type { LeasedEffect } from '../../ports/queue.ts';
import type { Repository } from '../../ports/store.ts';
import type { WaitingJob } from '../../ports/waiting-jobs.ts';
import { activeRepository } from '../active-repository.ts';
import { isOwnDeployment } from '../deployment/adopted-deployment.ts';
import { noteGone } from '../deployment/answer-jobs.ts';
import { unaskedOn } from '../deployment/auto-promote.ts';
import { waitingJobEffect } from '../deployment/job-effects.ts';
import { recordPush } from '../deployment/record-push.ts';
import { takeDeploymentReport } from '../deployment/take-deployment-report.ts';
import { takeJob } from '../deployment/take-job.ts';
import type { EffectPayloads } from '../effect-payloads.ts';
import { adoptPolicy } from '../policy/adopt-policy.ts';
import { findFloorsAgain } from '../policy/floors.ts';
import { defaultBranchOf } from '../policy/policies.ts';
import { ownBot } from '../program.ts';
import { closePullRequest } from '../promotion/pull-request-moved.ts';
import type { World } from '../world.ts';
import { findRuns } from './find-runs.ts';

export const performSweep = async (
  world: World,
  _effect: LeasedEffect,
  { repositoryId }: EffectPayloads['sweep-repository'],
): Promise<void> => {
  const repository = await activeRepository(world, repositoryId);
  if (repository === null) return;
  try {
    await findFloorsAgain(world, repository, (home) => adoptPolicy(world, home, null));
    await findJobs(world, repository);
    await findDeployments(world, repository);
    await findPush(world, repository);
    await findClosed(world, repository);
    await findRuns(world, repository);
  } catch (fault) {
    if (!(fault instanceof HostFault) || fault.kind === 'limited') throw fault;
    world.log.debug({ repository: repositoryId, err: fault }, 'not swept; the next time');
  }
};

const findJobs = async (world: World, repository: Repository): Promise<void> => {
  const open = await world.store.waitingJobs.open(repository.id);
  const pending = new Map<string, readonly string[]>();
  for (const run of await world.host.waitingRuns(repository)) {
    const environments = await world.host.pendingEnvironments(repository, run.id);
    pending.set(run.id, environments);
    for (const environment of environments) await findJob(world, repository, run, environment);
  }
  for (const job of open) {
    if (pending.get(job.runId)?.includes(job.environment) !== true) await noteGone(world, job);
  }
};

const findJob = async (
  world: World,
  repository: Repository,
  { id: runId, attempt }: { readonly id: string; readonly attempt: number },
  environment: string,
): Promise<void> => {
  const key = { repositoryId: repository.id, runId, environment };
  const known = await world.store.waitingJobs.get(key);
  if (known?.state === 'waiting') {
    // What held it back may have been mended.
    if (known.promotionId === null) {
      await world.store.outbox.add(waitingJobEffect(key, world.clock.now()));
    }
    return;
  }
  if (known !== null && isAnswered(known, attempt)) return;
  if (!(await world.host.guards(repository, environment))) return;
  const run = await world.host.jobRun(repository, runId);
  if (run !== null) await takeJob(world, { ...key, sha: run.sha }, null);
};

/** It may still wait for others; a re-run of it waits for us anew. */
const isAnswered = (known: WaitingJob, attempt: number): boolean =>
  known.state !== 'gone' && known.attempt !== null && known.attempt >= attempt;

/** GitHub tells of an event that failed for so long. */
const LOOK_BACK_MS = 3 * DAY;
/** Of each environment: what is older was replaced. */
const NEWEST = 3;

const findDeployments = async (world: World, repository: Repository): Promise<void> => {
  const since = world.clock.now() - LOOK_BACK_MS;
  const seen = new Map<string, number>();
  for (const deployment of await world.host.newestDeployments(repository)) {
    const { environment, createdAt } = deployment;
    if (createdAt < since || isOwnDeployment(world, deployment)) continue;
    const rank = (seen.get(environment) ?? 0) + 1;
    seen.set(environment, rank);
    if (rank <= NEWEST) await catchUp(world, repository, deployment);
  }
};

const catchUp = async (
  world: World,
  repository: Repository,
  deployment: OtherDeployment,
): Promise<void> => {
  const live = await world.store.ledger.live(repository.id, deployment.environment);
  if (live?.deploymentId === deployment.id) return;
  const reports = await world.host.deploymentStatuses(repository, deployment.id);
  const success = reports.findLast(({ state }) => state === 'success');
  if (success !== undefined) await takeDeploymentReport(world, repository, deployment, success);
};

/** Only where a push is promoted by itself: what a policy is else is looked at when it matters. */
const findPush = async (world: World, repository: Repository): Promise<void> => {
  const current = await world.store.policies.current(repository.id);
  if (current === null || (await unaskedOn(world, repository, NO_COMMIT)).length === 0) return;
  const ref = defaultBranchOf(repository);
  const { sha } = await world.host.policyFile(repository, ref);
  if ((await unaskedOn(world, repository, sha)).length === 0) return;
  const fullName = `${repository.owner}/${repository.name}`;
  const of = { repositoryId: repository.id, fullName, ref };
  const known = await world.store.pushes.to(repository.id, sha);
  const pushes = known.length > 0 ? known : await world.host.activity(repository, of);
  const push = pushes.find((each) => each.after === sha && each.ref === ref);
  if (push !== undefined) await recordPush(world, repository, push);
};

/** A lock ends with its pull request, also where it came after the word that this had closed. */
const findClosed = async (world: World, repository: Repository): Promise<void> => {
  const locks = await world.store.locks.ofRepository(repository.id);
  for (const number of new Set(locks.flatMap(({ pullNumber }) => pullNumber ?? []))) {
    const ask = { pullNumber: number, sha: null, teams: [] };
    const { pullRequest, at } = await world.host.snapshot(repository, ask);
    if (pullRequest === null || pullRequest.state === 'open') continue;
    const merged = pullRequest.state === 'merged';
    await closePullRequest(world, repository, { number, merged, by: ownBot(world), at });
  }
};

/** Nobody asked for it anywhere. */
const NO_COMMIT = '';
