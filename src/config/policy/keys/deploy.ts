/** `deploy:` how a release gets there: one way of those that there are. */
import { z } from 'zod';
import { MINUTE } from '../../../core/instant.ts';
import type { DeployPolicy } from '../../../core/policy.ts';
import { workflowShape } from '../../../core/workflow-text.ts';
import { duration, login, loginOf, timeOr } from './plain.ts';
import { buildCall } from './workflow-call.ts';

const timeout = duration.optional().describe('How long a deployment may take; 30m when left out.');

const githubDeployer = z.strictObject({
  timeout,
  reporters: z
    .array(login)
    .max(20)
    .optional()
    .describe('Bots whose deployment statuses count; github-actions[bot] when left out.'),
});

const workflowDeployer = z.strictObject({ ...workflowShape, timeout });

export const deployKey = z
  .strictObject({
    github: githubDeployer.optional().describe('By a GitHub deployment; so when left out.'),
    workflow: workflowDeployer
      .optional()
      .describe('By running a workflow of the default branch; it is told the fence as well.'),
  })
  .refine((ways) => Object.keys(ways).length === 1, 'one way to deploy: github or workflow')
  .optional()
  .describe('How it is deployed.');

const TIMEOUT_MS = 30 * MINUTE;
const REPORTERS = ['github-actions[bot]'];

export const buildDeploy = (text: z.infer<typeof deployKey>): DeployPolicy => {
  if (text?.workflow !== undefined) {
    return { deployer: 'workflow', ...buildCall(text.workflow, TIMEOUT_MS) };
  }
  return {
    deployer: 'github',
    timeoutMs: timeOr(TIMEOUT_MS, text?.github?.timeout),
    reporters: (text?.github?.reporters ?? REPORTERS).map(loginOf),
  };
};
