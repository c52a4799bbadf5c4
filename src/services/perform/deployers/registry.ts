/** Every way to deploy, one line each, by its key below `deploy:` in the policy. */
import type { DeployPolicy } from '../../../core/policy.ts';
import type { Deployer } from './deployer.ts';
import { github } from './github.ts';
import { workflow } from './workflow.ts';

type Deployers = {
  readonly [N in DeployPolicy['deployer']]: Deployer<
    Extract<DeployPolicy, { readonly deployer: N }>
  >;
};

const deployers: Deployers = { github, workflow };

export const deployerNamed = (name: DeployPolicy['deployer']): Deployer =>
  // Each is handed its own part of the policy: that is what it is chosen by.
  deployers[name] as unknown as Deployer;

/** The one that made this deployment. */
export const deployerOf = ({
  deployer = 'github',
}: {
  readonly deployer?: DeployPolicy['deployer'] | undefined;
}): Deployer => deployerNamed(deployer);
