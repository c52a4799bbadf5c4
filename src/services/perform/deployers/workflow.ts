/**
 * Deploys by running a workflow at the release's commit and following that run. It is told the fence
 * along with what to deploy, so that it can refuse to act for one who is late.
 */
import type { DeployPolicy } from '../../../core/policy.ts';
import type { DeploymentRef, Failure } from '../../../core/promotion/state.ts';
import type { DeploymentReport } from '../../../ports/code-host.ts';
import { noteRun, runWorkflow } from '../../inquiry/run-workflow.ts';
import type { Deployer } from './deployer.ts';

type Workflow = Extract<DeployPolicy, { readonly deployer: 'workflow' }>;

export const workflow: Deployer<Workflow> = {
  start: async (
    world,
    { repository, promotion, deploy, policy, effect },
  ): Promise<DeploymentRef | Failure> => {
    const run = await runWorkflow(world, repository, {
      key: effect.key,
      uncertain: effect.uncertain,
      promotion,
      call: deploy,
      inputs: { fence: String(promotion.state.fence) },
      since: promotion.state.startedAt,
    });
    if ('refused' in run) return { code: 'deployment_refused', message: run.refused };
    await noteRun(world.store, repository, run.id, { promotionId: promotion.id, inquiryId: null });
    return {
      deployer: 'workflow',
      id: run.id,
      url: run.url,
      environmentUrl: policy.environment.url,
      logUrl: run.url,
      createdAt: run.createdAt,
      started: run.status !== 'queued',
    };
  },
  reports: async (world, repository, _promotion, ref): Promise<readonly DeploymentReport[]> => {
    const run = await world.host.workflowRun(repository, ref.id);
    if (run === null || run.status === 'queued') return [];
    const { conclusion } = run;
    const state =
      conclusion === null ? 'in_progress' : conclusion === 'success' ? 'success' : 'failure';
    return [
      {
        state,
        by: { id: world.app.id, login: `${world.app.slug}[bot]`, machine: true },
        description: state === 'failure' ? `Its run ended with ${conclusion}` : '',
        environmentUrl: null,
        logUrl: run.url,
        at: world.clock.now(),
      },
    ];
  },
  letGo: async (world, repository, { deploymentId, state }) => {
    if (state === 'error') await world.host.cancelWorkflowRun(repository, deploymentId);
  },
};
