/**
 * Makes a waiting job of GitHub Actions a request like any other: whoever started its run asks. It joins
 * what is open for the same release there; what is already let go lets it go as well.
 */

import type { EffectivePolicy } from '../../core/policy.ts';
import { isWaiting } from '../../core/promotion/lifecycle.ts';
import { type Requester, withAsker } from '../../core/promotion/request.ts';
import type { Promotion } from '../../core/promotion/state.ts';
import type { Refusal } from '../../core/reasons.ts';
import { type Release, releaseOf } from '../../core/release.ts';
import { jobHeld, jobRefused } from '../../messages/job-answer.ts';
import type { JobRun } from '../../ports/protection-rules.ts';
import type { Repository, Tables } from '../../ports/store.ts';
import type { JobKey, WaitingJob } from '../../ports/waiting-jobs.ts';
import { authorize } from '../authorize.ts';
import { linksOf } from '../links.ts';
import { environmentOf } from '../policy/environment.ts';
import { botNamed } from '../program.ts';
import { openPromotion } from '../promotion/open-promotion.ts';
import { audit, auditPromotion } from '../record.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { World } from '../world.ts';
import { ACTIONS } from './adopted-deployment.ts';
import { answer, noteGone, tell } from './answer-jobs.ts';
import { jobAnswerEffect } from './job-effects.ts';

/** Asks for what it waits for, unless that is done already. */
export const considerJob = async (
  world: World,
  repository: Repository,
  key: JobKey,
): Promise<void> => {
  const job = await world.store.waitingJobs.get(key);
  if (job === null || job.state !== 'waiting' || job.promotionId !== null) return;
  const run = await world.host.jobRun(repository, job.runId);
  // Told of late, it may have been answered long ago, or its run ended.
  const pending = run === null ? [] : await world.host.pendingEnvironments(repository, run.id);
  if (run === null || !pending.includes(job.environment)) return noteGone(world, job);
  const links = linksOf(world, repository);
  const found = await environmentOf(world, repository, job.environment);
  if (!found.ok) return tell(world, repository, job, jobHeld(found.problem, links));
  const policy = found.value;
  const release = await releaseIn(world, repository, job);
  const refusal = await refusalOf(world, repository, { policy, run, release });
  if (refusal !== null || release === null) {
    const why =
      refusal ?? ({ code: 'sha_not_reachable', sha: job.sha, onPullRequest: false } as const);
    await auditRefusal(world, job, run, why);
    await answer(world, repository, job, {
      state: 'rejected',
      comment: jobRefused(why, links, run.people[0]),
    });
    return;
  }
  const pullNumber = await pullNumberOf(world, repository, release);
  await link(world, { ...job, attempt: run.attempt }, { policy, run, release, pullNumber });
};

const releaseIn = async (
  world: World,
  repository: Repository,
  { sha }: WaitingJob,
): Promise<Release | null> => {
  const commit = await world.host.commit(repository, sha);
  if (commit === null || commit === 'ambiguous') return null;
  return releaseOf(repository.id, commit.sha, commit.tree);
};

/** Whoever started the run this time asks with it: they must be one who may. */
const refusalOf = async (
  world: World,
  repository: Repository,
  {
    policy,
    run,
    release,
  }: { readonly policy: EffectivePolicy; readonly run: JobRun; readonly release: Release | null },
): Promise<Refusal | null> => {
  const { name, allowForks } = policy.environment;
  if (run.fork !== null && !allowForks) {
    return { code: 'fork_refused', environment: name, fork: run.fork };
  }
  const open = await world.store.promotions.open(repository.id, { environment: name });
  // What was let go already was asked for by somebody who may.
  if (open.some((each) => each.release.id === release?.id && !isWaiting(each.state))) return null;
  const [person] = run.people;
  if (person === undefined) {
    return {
      code: 'not_authorized',
      verb: 'promote',
      environment: name,
      need: policy.environment.allow.promote,
    };
  }
  const role = person.machine ? 'none' : await world.host.roleOf(repository, person.login);
  const allowed = await authorize(
    world,
    { person, role, repository, page: null },
    policy,
    'promote',
  );
  return allowed.ok ? null : allowed.problem;
};

const auditRefusal = (
  world: World,
  { repositoryId, environment, runId }: WaitingJob,
  run: JobRun,
  refusal: Refusal,
): Promise<void> =>
  world.store.transaction(async (tx) => {
    await audit(world, tx, {
      repositoryId,
      kind: 'refused',
      at: world.clock.now(),
      promotionId: null,
      environment,
      person: run.people[0] ?? null,
      body: { ...refusal, via: 'job', run: runId },
    });
  });

const pullNumberOf = async (
  world: World,
  repository: Repository,
  { sha }: Release,
): Promise<number | null> => {
  const { pullRequests, heads } = await world.host.originsOf(repository, [sha]);
  return heads[sha] ?? pullRequests.find((each) => each.mergeSha === sha)?.number ?? null;
};

interface Asked {
  readonly policy: EffectivePolicy;
  readonly run: JobRun;
  readonly release: Release;
  readonly pullNumber: number | null;
}

const link = (world: World, job: WaitingJob, asked: Asked): Promise<void> =>
  retryOnConflict(() =>
    world.store.transaction(async (tx) => {
      const now = world.clock.now();
      const { name: environment } = asked.policy.environment;
      const open = await tx.promotions.open(job.repositoryId, { environment });
      const same = open.find(
        (each) =>
          each.release.id === asked.release.id &&
          (each.kind === 'promote' || !isWaiting(each.state)),
      );
      const promotion =
        same === undefined
          ? await openFor(world, tx, job, asked)
          : await join(world, tx, same, asked);
      await tx.waitingJobs.put({ ...job, promotionId: promotion.id });
      await tx.outbox.add(jobAnswerEffect(promotion, now));
      await tx.wakes.at(promotion.id, now);
    }),
  );

const askersOf = (world: World, { people }: JobRun): readonly Requester[] =>
  people.map((person, index) => ({
    person,
    through: botNamed(ACTIONS),
    via: 'job',
    at: world.clock.now(),
    // Whoever starts it again comes first; who started it once has not asked for this.
    ...(index === 0 ? {} : { earlier: true }),
  }));

/** What is let go already is as it was decided; what waits has one more who asked for it. */
const join = async (
  world: World,
  tx: Tables,
  same: Promotion,
  { run }: Asked,
): Promise<Promotion> => {
  if (!isWaiting(same.state)) return same;
  const joined: Promotion = {
    ...same,
    askedAs: 'sha',
    requesters: askersOf(world, run).reduce(withAsker, same.requesters),
    runs: [...new Set([...(same.runs ?? []), run.id])],
    version: same.version + 1,
    updatedAt: world.clock.now(),
  };
  await tx.promotions.update(joined);
  await auditPromotion(world, tx, same, {
    kind: 'promotion.requested_again',
    person: run.people[0] ?? null,
    body: { via: 'job', run: run.id },
  });
  return joined;
};

const openFor = async (
  world: World,
  tx: Tables,
  job: WaitingJob,
  { policy, run, release, pullNumber }: Asked,
): Promise<Promotion> => {
  const [first, ...others] = askersOf(world, run);
  if (first === undefined) throw new Error('nobody started the run');
  const now = world.clock.now();
  const promotion: Promotion = {
    id: world.clock.newId(),
    kind: 'promote',
    environment: policy.environment.name,
    release,
    pullNumber,
    askedAs: 'sha',
    requesters: [first, ...others],
    requestedAt: now,
    reason: null,
    runs: [run.id],
    retryOf: [],
    repositoryId: job.repositoryId,
    ...(run.fork === null ? {} : { fork: run.fork }),
    job: { runId: run.id },
    state: { kind: 'pending' },
    version: 1,
    expiresAt: now + policy.environment.expireAfterMs,
    updatedAt: now,
  };
  await openPromotion(world, tx, promotion, first);
  return promotion;
};
