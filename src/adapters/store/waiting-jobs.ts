/** Jobs that wait for an answer: the whole as JSON, what is searched for as columns beside it. */
import { sql } from 'kysely';
import type { WaitingJob, WaitingJobs } from '../../ports/waiting-jobs.ts';
import type { Db } from './dialect.ts';

/** Spelt out in the statement, not bound: only then does SQLite use their index. */
const OPEN = sql.lit<1>(1);

export const waitingJobs = (db: Db): WaitingJobs => ({
  put: async (job) => {
    const { repositoryId, runId, environment, sha, deploymentId, promotionId } = job;
    const rest = {
      sha,
      deployment_id: deploymentId,
      promotion_id: promotionId,
      open: job.state === 'waiting' ? (1 as const) : (0 as const),
      body: JSON.stringify(job),
    };
    await db
      .insertInto('waiting_jobs')
      .values({ repository_id: repositoryId, run_id: runId, environment, ...rest })
      .onConflict((conflict) =>
        conflict.columns(['repository_id', 'run_id', 'environment']).doUpdateSet(rest),
      )
      .execute();
  },
  get: async ({ repositoryId, runId, environment }) => {
    const row = await bodies(db)
      .where('repository_id', '=', repositoryId)
      .where('run_id', '=', runId)
      .where('environment', '=', environment)
      .executeTakeFirst();
    return row === undefined ? null : decode(row.body);
  },
  open: async (repositoryId) => {
    const rows = await bodies(db)
      .where('repository_id', '=', repositoryId)
      .where('open', '=', OPEN)
      .orderBy('run_id')
      .orderBy('environment')
      .execute();
    return rows.map(({ body }) => decode(body));
  },
  ofPromotion: async (promotionId) => {
    const rows = await bodies(db)
      .where('promotion_id', '=', promotionId)
      .orderBy('run_id')
      .orderBy('environment')
      .execute();
    return rows.map(({ body }) => decode(body));
  },
  ofDeployment: async (repositoryId, deploymentId) => {
    const row = await bodies(db)
      .where('repository_id', '=', repositoryId)
      .where('deployment_id', '=', deploymentId)
      .executeTakeFirst();
    return row === undefined ? null : decode(row.body);
  },
});

const bodies = (db: Db) => db.selectFrom('waiting_jobs').select('body');

/** Written by `put` and by nothing else. */
const decode = (body: string): WaitingJob => JSON.parse(body) as WaitingJob;
