/** Runs of workflows that somebody dispatched: started on a branch, ended by whoever plays the runner. */
import { ACTIONS_BOT, type Account } from './accounts.ts';
import { ACTIONS_APP } from './apps.ts';
import { createCheck, updateCheck } from './checks.ts';
import type { WorkflowRun } from './records.ts';
import { invalid, notFound, Refusal } from './refusal.ts';
import { workflowRunShape, workflowShape } from './shapes-of-actions.ts';
import { needs, type State } from './state.ts';
import { inputsFor, runTitle, workflowAt } from './workflow-files.ts';

export interface DispatchAsk {
  readonly ref?: unknown;
  readonly inputs?: unknown;
}

/** Only of a branch or a tag: GitHub runs no bare commit. */
export const dispatchWorkflow = (
  state: State,
  who: Account,
  file: string,
  { ref, inputs }: DispatchAsk,
): WorkflowRun => {
  needs(state, who, 'write');
  if (typeof ref !== 'string') throw invalid('Invalid request.\n\n"ref" wasn\'t supplied.');
  const name = ref.replace(/^refs\/(?:heads|tags)\//, '');
  const branch = ref.startsWith('refs/tags/') ? undefined : state.branches.get(name);
  const sha = branch ?? (ref.startsWith('refs/heads/') ? undefined : state.tags.get(name));
  if (sha === undefined) throw invalid(`No ref found for: ${ref}`);
  const workflow = workflowAt(state, file, sha);
  const started = inputsFor(workflow, inputs);
  const id = state.nextId();
  const check = createCheck(
    state,
    ACTIONS_APP,
    { head_sha: sha, name: file.replace(/\.ya?ml$/, ''), status: 'queued' },
    { id, event: 'workflow_dispatch' },
  );
  const run: WorkflowRun = {
    id,
    number: state.workflowRuns.length + 1,
    path: workflow.path,
    name: workflow.name,
    title: runTitle(workflow, started),
    event: 'workflow_dispatch',
    branch: name,
    sha,
    inputs: started,
    actor: who,
    triggeredBy: who,
    fork: null,
    checkRunId: check.id,
    status: 'queued',
    conclusion: null,
    attempt: 1,
    createdAt: state.clock.now(),
    updatedAt: state.clock.now(),
  };
  state.workflowRuns.push(run);
  runEvent(state, run, 'requested', who);
  return run;
};

export const workflowRunOf = (state: State, id: number): WorkflowRun => {
  const found = state.workflowRuns.find((run) => run.id === id);
  if (found === undefined) throw notFound();
  return found;
};

/** As the runner: null for one that has begun, or begins anew after it had ended. */
export const setWorkflowRun = (state: State, id: number, conclusion: string | null): void => {
  const run = workflowRunOf(state, id);
  if (conclusion !== null && run.status === 'completed') throw invalid('The run has completed');
  if (run.status === 'completed') run.attempt += 1;
  run.status = conclusion === null ? 'in_progress' : 'completed';
  run.conclusion = conclusion;
  run.updatedAt = state.clock.now();
  const check =
    conclusion === null ? { status: 'in_progress' } : { status: 'completed', conclusion };
  updateCheck(state, ACTIONS_APP, run.checkRunId, check);
  runEvent(state, run, conclusion === null ? 'in_progress' : 'completed', ACTIONS_BOT);
};

export const cancelWorkflowRun = (state: State, who: Account, id: number): void => {
  needs(state, who, 'write');
  if (workflowRunOf(state, id).status === 'completed') {
    throw new Refusal(409, 'Cannot cancel a workflow run that is completed.');
  }
  setWorkflowRun(state, id, 'cancelled');
};

const runEvent = (state: State, run: WorkflowRun, action: string, who: Account): void =>
  state.emit(
    'workflow_run',
    { action, workflow_run: workflowRunShape(state, run), workflow: workflowShape(state, run) },
    who,
  );
