/** GitHub as the services know it: reading and writing, put together from one file each. */
import type { CodeHost } from '../../ports/code-host.ts';
import type { GitHub } from './caller.ts';
import { checkRuns } from './check-run.ts';
import { comments } from './comment.ts';
import { commitOrigins } from './commit-origins.ts';
import { deployments } from './deployment.ts';
import { reading } from './reading.ts';
import { snapshots } from './snapshot.ts';

export const createCodeHost = (github: GitHub): CodeHost => ({
  ...reading(github),
  ...snapshots(github),
  ...commitOrigins(github),
  ...checkRuns(github),
  ...comments(github),
  ...deployments(github),
});
