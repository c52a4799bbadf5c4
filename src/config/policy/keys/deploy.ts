/** `deploy:` how a release gets there. */
import { z } from 'zod';
import { MINUTE } from '../../../core/instant.ts';
import type { DeployPolicy } from '../../../core/policy.ts';
import { duration, login, loginOf, timeOr } from './plain.ts';

const githubDeployer = z.strictObject({
  timeout: duration.optional().describe('How long a deployment may take; 30m when left out.'),
  reporters: z
    .array(login)
    .max(20)
    .optional()
    .describe('Bots whose deployment statuses count; github-actions[bot] when left out.'),
});

export const deployKey = z
  .strictObject({ github: githubDeployer.describe('By a GitHub deployment.') })
  .optional()
  .describe('How it is deployed.');

const DEPLOY_TIMEOUT_MS = 30 * MINUTE;
const REPORTERS = ['github-actions[bot]'];

export const buildDeploy = (text: z.infer<typeof deployKey>): DeployPolicy => ({
  deployer: 'github',
  timeoutMs: timeOr(DEPLOY_TIMEOUT_MS, text?.github.timeout),
  reporters: (text?.github.reporters ?? REPORTERS).map(loginOf),
});
