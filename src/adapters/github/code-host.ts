/** GitHub as the services know it: reading and writing, put together from one file each. */
import type { CodeHost } from '../../ports/code-host.ts';
import { accounts } from './account.ts';
import { activities } from './activity.ts';
import { branches } from './branches.ts';
import type { GitHub } from './caller.ts';
import { changedPaths } from './changed-paths.ts';
import { checkRuns } from './check-run.ts';
import { comments } from './comment.ts';
import { commits } from './commit.ts';
import { commitOrigins } from './commit-origins.ts';
import { deployments } from './deployment.ts';
import { hookDeliveries } from './hook-deliveries.ts';
import { missedComments } from './missed-comments.ts';
import { policySources } from './policy-source.ts';
import { protectionRules } from './protection-rule.ts';
import { requiredChecks } from './required-checks.ts';
import { roles } from './role.ts';
import { signatures } from './signatures.ts';
import { snapshots } from './snapshot.ts';
import { workflowRuns } from './workflow-run.ts';

export const createCodeHost = (github: GitHub): CodeHost => ({
  ...accounts(github),
  ...roles(github),
  ...snapshots(github),
  ...requiredChecks(github),
  ...commits(github),
  ...branches(github),
  ...signatures(github),
  ...changedPaths(github),
  ...commitOrigins(github),
  ...activities(github),
  ...policySources(github),
  ...checkRuns(github),
  ...comments(github),
  ...deployments(github),
  ...workflowRuns(github),
  ...protectionRules(github),
  ...hookDeliveries(github),
  ...missedComments(github),
});
