/**
 * Deploys by running a workflow of the default branch and following that run. It is told the fence
 * along with what to deploy, so that it can refuse to act for one who is late.
 */
import type { DeployPolicy, EffectivePolicy } from '../../../core/policy.ts';
import type { DeploymentRef, Failure } from '../../../core/promotion/state.ts';
import type { DeploymentReport } from '../../../ports/code-host.ts';
import type { HostRun } from '../../../ports/workflow-runs.ts';
import { findRun, type RunOrder, runWorkflow } from '../../inquiry/run-workflow.ts';
import { ownBot } from '../../program.ts';
import type { Deployer, DeployOrder } from './deployer.ts';

type Workflow = Extract<DeployPolicy, { readonly deployer: 'workflow' }>;

export const workflow: Deployer<Workflow> = {
  find: async (world, order) => {
    const run = await findRun(world, order.repository, runOrder(order));
    return run === null ? null : refOf(run, order.policy);
  },
  start: async (world, order): Promise<DeploymentRef | Failure> => {
    const run = await runWorkflow(world, order.repository, runOrder(order));
    return 'refused' in run
      ? { code: 'deployment_refused', message: run.refused }
      : refOf(run, order.policy);
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
        by: ownBot(world),
        description: state === 'failure' ? `Its run ended with ${conclusion}` : '',
        environmentUrl: null,
        logUrl: run.url,
        at: run.updatedAt,
      },
    ];
  },
  letGo: async (world, repository, { deploymentId, state }) => {
    if (state === 'error') await world.host.cancelWorkflowRun(repository, deploymentId);
  },
};

const runOrder = ({ promotion, fence, deploy, effect }: DeployOrder<Workflow>): RunOrder => ({
  effect,
  promotion,
  call: deploy,
  at: 'default_branch',
  inputs: { fence: String(fence) },
  since: promotion.requestedAt,
  inquiryId: null,
});

const refOf = (run: HostRun, { environment }: EffectivePolicy): DeploymentRef => ({
  deployer: 'workflow',
  id: run.id,
  url: run.url,
  environmentUrl: environment.url,
  logUrl: run.url,
  createdAt: run.createdAt,
  started: run.status !== 'queued',
});
