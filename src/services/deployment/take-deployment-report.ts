/**
 * What is said of a deployment, from a webhook or read at GitHub. Of a job that we let go it is the word
 * on its promotion; a job that went past us is like any other deployment that did.
 */
import { SECOND } from '../../core/instant.ts';
import type { DeploymentReport, OtherDeployment } from '../../ports/code-host.ts';
import type { Repository } from '../../ports/store.ts';
import { RetryLater } from '../perform/retry-later.ts';
import type { World } from '../world.ts';
import { takeReport } from './follow-deployment.ts';
import { takeOther } from './foreign-deployment.ts';

export const takeDeploymentReport = async (
  world: World,
  repository: Repository,
  deployment: OtherDeployment,
  report: DeploymentReport,
): Promise<void> => {
  const job = await world.store.waitingJobs.ofDeployment(repository.id, deployment.id);
  if (job === null || job.promotionId === null || job.state !== 'approved') {
    // Until it is answered, GitHub tells of it as of any other that waits.
    return takeOther(world, repository, deployment, report);
  }
  const promotion = await world.store.promotions.byId(job.promotionId);
  // Another one let it go as well: what we follow is the one that asked first.
  if (promotion === null || promotion.job?.runId !== job.runId) return;
  if (promotion.state.kind === 'deploying' && promotion.state.deployment === null) {
    // That it has begun is no news worth waiting for; how it ended is.
    if (!['success', 'failure', 'error'].includes(report.state)) return;
    throw new RetryLater(SECOND, new Error('the job was let go, which is not written down yet'));
  }
  await takeReport(world, promotion, report);
};
