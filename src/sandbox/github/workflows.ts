/** A workflow that a deployment starts: its check, and the deployment that its job's environment makes. */
import { ACTIONS_BOT } from './accounts.ts';
import { ACTIONS_APP } from './apps.ts';
import { setCheck } from './checks.ts';
import { addDeploymentStatus, createDeployment, deploymentOf } from './deployments.ts';
import { invalid } from './refusal.ts';
import type { State } from './state.ts';

export interface JobAsk {
  readonly name?: string | undefined;
  /** That the job names; the same as of the deployment unless told otherwise. */
  readonly environment?: string | undefined;
}

/** GitHub reports on the job's own deployment; on the first one only the workflow itself does. */
export const runDeployJob = (
  state: State,
  deploymentId: number,
  conclusion: 'success' | 'failure' | null,
  { name = 'deploy', environment }: JobAsk,
): { deploymentId: number } => {
  const { sha, ...started } = deploymentOf(state, deploymentId);
  const ask = {
    ref: sha,
    environment: environment ?? started.environment,
    production_environment: started.production,
    auto_merge: false,
    required_contexts: [],
  };
  // In the name of whom the run acts for, which is whoever made the deployment that started it.
  const own = createDeployment(state, started.creator, ask, ACTIONS_APP);
  if (typeof own === 'string') throw invalid(own);
  setCheck(state, { sha, name, conclusion: null, event: 'deployment' });
  addDeploymentStatus(state, ACTIONS_BOT, own.id, { state: 'in_progress' });
  if (conclusion !== null) {
    addDeploymentStatus(state, ACTIONS_BOT, own.id, { state: conclusion });
    setCheck(state, { sha, name, conclusion, event: 'deployment' });
  }
  return { deploymentId: own.id };
};
