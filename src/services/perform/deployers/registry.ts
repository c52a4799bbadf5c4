/**
 * Every way to deploy, one line each, by its key below `deploy:` in the policy; a waiting job is chosen by
 * asking, not by the policy.
 */
import type { DeployPolicy } from '../../../core/policy.ts';
import type { DeployerName } from '../../../core/promotion/state.ts';
import { actionsJob } from './actions-job.ts';
import type { Deployer } from './deployer.ts';
import { github } from './github.ts';
import { workflow } from './workflow.ts';

type Deployers = {
  readonly [N in DeployPolicy['deployer']]: Deployer<
    Extract<DeployPolicy, { readonly deployer: N }>
  >;
};

const deployers: Deployers & { readonly 'actions-job': Deployer } = {
  github,
  workflow,
  'actions-job': actionsJob,
};

export const deployerNamed = (name: DeployerName): Deployer =>
  // Each is handed its own part of the policy: that is what it is chosen by.
  deployers[name] as unknown as Deployer;

/** The one that made this deployment. */
export const deployerOf = ({
  deployer = 'github',
}: {
  readonly deployer?: DeployerName | undefined;
}): Deployer => deployerNamed(deployer);
