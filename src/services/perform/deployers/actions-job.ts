/**
 * Lets a job of GitHub Actions go that waited for this promotion. GitHub has made its deployment, and
 * reports on it itself; a run that ends otherwise ends it too.
 */
import type { DeploymentRef, Failure, Promotion } from '../../../core/promotion/state.ts';
import { jobAnswer } from '../../../messages/job-answer.ts';
import type { DeploymentReport } from '../../../ports/code-host.ts';
import type { Repository } from '../../../ports/store.ts';
import type { WaitingJob } from '../../../ports/waiting-jobs.ts';
import { ACTIONS } from '../../deployment/adopted-deployment.ts';
import { answer } from '../../deployment/answer-jobs.ts';
import { botNamed } from '../../program.ts';
import { checkRunInput } from '../../views/check-run-view.ts';
import type { World } from '../../world.ts';
import type { Deployer } from './deployer.ts';

export const actionsJob: Deployer = {
  start: async (
    world,
    { repository, promotion, policy, effect },
  ): Promise<DeploymentRef | Failure> => {
    const job = await jobOf(world, promotion);
    const id = job === null ? null : (job.deploymentId ?? (await lookUp(world, repository, job)));
    if (job === null || id === null) return refused('GitHub tells of no deployment of the job');
    if (job.state === 'waiting') {
      const { comment } = jobAnswer(await checkRunInput(world, repository, promotion, null));
      const given = { state: 'approved', comment } as const;
      const answered = await answer(world, repository, { ...job, deploymentId: id }, given);
      // An answer of unknown outcome may be why nothing waits any more.
      if (answered === 'gone' && !effect.uncertain) return refused('The job waits no longer');
    }
    if (job.state === 'gone' && !effect.uncertain) return refused('The job waits no longer');
    return {
      deployer: 'actions-job',
      id,
      url: null,
      environmentUrl: policy.environment.url,
      logUrl: null,
      createdAt: world.clock.now(),
      started: false,
    };
  },
  // GitHub makes its deployment, and ends it with the job.
  find: async () => null,
  reports: async (world, repository, promotion, { id }): Promise<readonly DeploymentReport[]> => {
    const statuses = await world.host.deploymentStatuses(repository, id);
    const reports = statuses.filter(({ by }) => by.login === ACTIONS);
    const isOver = reports.some(({ state }) => ['success', 'failure', 'error'].includes(state));
    const runId = promotion.job?.runId;
    if (isOver || runId === undefined) return reports;
    const run = await world.host.jobRun(repository, runId);
    if (run !== null && (run.conclusion === null || run.conclusion === 'success')) return reports;
    return [...reports, ended(world, run?.conclusion ?? 'nothing that is known')];
  },
  // Its end is told by the job itself.
  letGo: async (world, repository, { deploymentId, state, description }) => {
    if (state !== 'inactive') return;
    const status = { state, description, environmentUrl: null };
    await world.host.reportDeployment(repository, deploymentId, status);
  },
};

const refused = (message: string): Failure => ({ code: 'deployment_refused', message });

const jobOf = async (world: World, promotion: Promotion): Promise<WaitingJob | null> => {
  const jobs = await world.store.waitingJobs.ofPromotion(promotion.id);
  return jobs.find(({ runId }) => runId === promotion.job?.runId) ?? null;
};

/** Where the event was lost that would have told. */
const lookUp = async (
  world: World,
  repository: Repository,
  { sha, environment }: WaitingJob,
): Promise<string | null> => {
  const all = await world.host.newestDeployments(repository);
  const found = all.find(
    (each) => each.sha === sha && each.environment === environment && each.through === ACTIONS,
  );
  return found?.id ?? null;
};

const ended = (world: World, conclusion: string): DeploymentReport => ({
  state: 'failure',
  by: botNamed(ACTIONS),
  description: `Its run ended with ${conclusion}`,
  environmentUrl: null,
  logUrl: null,
  at: world.clock.now(),
});
