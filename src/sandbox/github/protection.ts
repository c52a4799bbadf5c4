/** Jobs before environments that ask the app: GitHub holds them until it answers, or an admin lets them go. */
import { ACTIONS_BOT, type Account } from './accounts.ts';
import { workflowRunOf } from './actions.ts';
import { ACTIONS_APP } from './apps.ts';
import { createCheck, updateCheck } from './checks.ts';
import { addDeploymentStatus, createDeployment, deploymentOf } from './deployments.ts';
import type { ProtectedJob, WorkflowRun } from './records.ts';
import { invalid, notFound } from './refusal.ts';
import { repositoryUrl } from './shapes-of-repository.ts';
import { deploymentShape } from './shapes-of-runs.ts';
import { branchIn, needs, type State } from './state.ts';

const MAX_REPORTS = 10;
const MAX_COMMENT = 1_024;

export interface ProtectedAsk {
  readonly environment: string;
  readonly branch: string;
  /** That started the workflow. */
  readonly event?: string | undefined;
  /** Login of the one whose fork the branch is in. */
  readonly fork?: string | undefined;
}

export const protectEnvironment = (state: State, who: Account, environment: string): void => {
  needs(state, who, 'admin');
  state.guarded.add(environment);
};

/** A run of which one job goes to the environment: it has a deployment, and waits where that is guarded. */
export const startJob = (state: State, who: Account, ask: ProtectedAsk): WorkflowRun => {
  const { environment, branch, event = 'push' } = ask;
  const fork = ask.fork === undefined ? null : (state.forks.get(ask.fork) ?? null);
  const sha = branchIn(state, fork, branch);
  if (sha === null) throw notFound();
  const id = state.nextId();
  const check = createCheck(
    state,
    ACTIONS_APP,
    { head_sha: sha, name: `deploy to ${environment}`, status: 'queued' },
    { id, event },
  );
  const run: WorkflowRun = {
    id,
    number: state.workflowRuns.length + 1,
    path: '.github/workflows/release.yml',
    name: 'Release',
    title: `Release to ${environment}`,
    event,
    branch,
    sha,
    inputs: {},
    actor: who,
    triggeredBy: who,
    fork,
    checkRunId: check.id,
    status: 'waiting',
    conclusion: null,
    attempt: 1,
    createdAt: state.clock.now(),
    updatedAt: state.clock.now(),
  };
  state.workflowRuns.push(run);
  const job = {
    runId: id,
    environment,
    deploymentId: deployFor(state, who, run, environment),
    reports: [],
    answer: null,
    waits: true,
  };
  state.protectedJobs.push(job);
  knock(state, run, job);
  return run;
};

const deployFor = (state: State, who: Account, run: WorkflowRun, environment: string): number => {
  const ask = { ref: run.sha, environment, auto_merge: false, required_contexts: [] };
  const made = createDeployment(state, who, ask, ACTIONS_APP);
  if (typeof made === 'string') throw invalid(made);
  return made.id;
};

/** An environment without a rule of the app lets it go at once. */
const knock = (state: State, run: WorkflowRun, job: ProtectedJob): void => {
  if (!state.guarded.has(job.environment)) {
    letGo(state, job);
    return;
  }
  const deployment = deploymentOf(state, job.deploymentId);
  state.emit(
    'deployment_protection_rule',
    {
      action: 'requested',
      environment: job.environment,
      event: run.event,
      deployment_callback_url: `${repositoryUrl(state)}/actions/runs/${run.id}/deployment_protection_rule`,
      deployment: deploymentShape(state, deployment),
      pull_requests: [],
    },
    run.triggeredBy,
  );
};

const waitingJob = (state: State, runId: number, environment: unknown): ProtectedJob => {
  const found = state.protectedJobs.find(
    (job) => job.runId === runId && job.environment === environment && job.waits,
  );
  if (found === undefined) throw invalid('There are no pending deployment requests to review.');
  return found;
};

/** As the app. */
export const reviewJob = (
  state: State,
  runId: number,
  ask: {
    readonly environment_name?: unknown;
    readonly state?: unknown;
    readonly comment?: unknown;
  },
): void => {
  workflowRunOf(state, runId);
  const job = waitingJob(state, runId, ask.environment_name);
  const comment = typeof ask.comment === 'string' ? ask.comment : '';
  if (comment.length > MAX_COMMENT) throw invalid('comment is too long');
  if (ask.state === undefined) {
    if (comment === '') throw invalid('comment is missing');
    if (job.reports.length >= MAX_REPORTS) throw invalid('too many status reports');
    job.reports.push(comment);
    return;
  }
  if (ask.state !== 'approved' && ask.state !== 'rejected') throw invalid('state is not known');
  job.answer = { state: ask.state, comment };
  if (ask.state === 'approved') letGo(state, job);
  else endJob(state, runId, 'failure');
};

const letGo = (state: State, job: ProtectedJob): void => {
  const run = workflowRunOf(state, job.runId);
  job.waits = false;
  run.status = 'in_progress';
  run.updatedAt = state.clock.now();
  updateCheck(state, ACTIONS_APP, run.checkRunId, { status: 'in_progress' });
  addDeploymentStatus(state, ACTIONS_BOT, job.deploymentId, { state: 'in_progress' });
};

/** As an admin, past the app. */
export const bypassProtection = (state: State, who: Account, runId: number): void => {
  needs(state, who, 'admin');
  for (const job of state.protectedJobs) if (job.runId === runId && job.waits) letGo(state, job);
};

/** As the runner, or as one who cancels the run. */
export const endJob = (state: State, runId: number, conclusion: string): void => {
  const run = workflowRunOf(state, runId);
  run.status = 'completed';
  run.conclusion = conclusion;
  run.updatedAt = state.clock.now();
  updateCheck(state, ACTIONS_APP, run.checkRunId, { status: 'completed', conclusion });
  for (const job of state.protectedJobs.filter((each) => each.runId === runId)) {
    job.waits = false;
    // A cancelled job leaves its deployment as it was.
    if (conclusion === 'cancelled') continue;
    addDeploymentStatus(state, ACTIONS_BOT, job.deploymentId, { state: conclusion });
  }
};

/** The same run once more: it waits anew, with a deployment of its own. */
export const rerunJob = (state: State, who: Account, runId: number): void => {
  needs(state, who, 'write');
  const run = workflowRunOf(state, runId);
  const job = state.protectedJobs.find((each) => each.runId === runId);
  if (run.status !== 'completed' || job === undefined) throw invalid('The run has not completed');
  run.status = 'waiting';
  run.conclusion = null;
  run.attempt += 1;
  run.triggeredBy = who;
  job.deploymentId = deployFor(state, who, run, job.environment);
  job.answer = null;
  job.reports.length = 0;
  job.waits = true;
  knock(state, run, job);
};

export const pendingJobs = (state: State, runId: number): readonly ProtectedJob[] => {
  workflowRunOf(state, runId);
  return state.protectedJobs.filter((job) => job.runId === runId && job.waits);
};
