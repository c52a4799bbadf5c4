/** Check runs with GitHub's stubbornness about completed ones, and their buttons. */
import type { Account } from './accounts.ts';
import { ACTIONS_APP, APP, appNamed, botOf, CI_APP } from './apps.ts';
import { actionsOf, type CheckAsk, conclusionOf, lacking, outputOf } from './check-content.ts';
import type { App, CheckRun } from './records.ts';
import { invalid, notFound, Refusal } from './refusal.ts';
import { checkRunShape } from './shapes-of-runs.ts';
import { commitOf, needs, type State } from './state.ts';

const STATUSES = ['queued', 'in_progress', 'completed'] as const;

export const createCheck = (
  state: State,
  app: App,
  ask: CheckAsk,
  workflow: CheckRun['workflow'] = null,
): CheckRun => {
  const { name, head_sha: sha } = ask;
  if (typeof name !== 'string' || name === '') throw lacking('name');
  if (typeof sha !== 'string') throw lacking('head_sha');
  commitOf(state, sha);
  const run: CheckRun = {
    id: state.nextId(),
    app,
    workflow,
    sha,
    name,
    status: 'queued',
    conclusion: null,
    startedAt: state.clock.now(),
    completedAt: null,
    externalId: '',
    detailsUrl: null,
    title: null,
    summary: null,
    text: null,
    annotations: [],
    actions: [],
  };
  change(state, run, ask);
  state.checkRuns.push(run);
  checkEvent(state, run, 'created', botOf(app));
  if (run.status === 'completed') checkEvent(state, run, 'completed', botOf(app));
  return run;
};

export const updateCheck = (state: State, app: App, id: number, ask: CheckAsk): CheckRun => {
  const run = checkOf(state, id);
  if (run.app.id !== app.id) {
    throw new Refusal(
      403,
      'Invalid app_id `%d` - check run can only be modified by the GitHub App that created it.'.replace(
        '%d',
        String(app.id),
      ),
    );
  }
  const before = run.status;
  change(state, run, ask);
  if (before !== 'completed' && run.status === 'completed') {
    checkEvent(state, run, 'completed', botOf(app));
  }
  return run;
};

export const loseCheckRun = (state: State, id: number): void => {
  state.checkRuns.splice(state.checkRuns.indexOf(checkOf(state, id)), 1);
};

export const checkOf = (state: State, id: number): CheckRun => {
  const found = state.checkRuns.find((run) => run.id === id);
  if (found === undefined) throw notFound();
  return found;
};

/** Everything is checked before anything is changed. */
const change = (state: State, run: CheckRun, ask: CheckAsk): void => {
  const status = STATUSES.find((each) => each === ask.status);
  if (ask.status !== undefined && status === undefined)
    throw invalid('Invalid request.\n\nstatus is not known.');
  const conclusion = conclusionOf(ask, status);
  const output = outputOf(ask.output);
  const actions = actionsOf(ask.actions);
  if (typeof ask.name === 'string') run.name = ask.name;
  if (typeof ask.external_id === 'string') run.externalId = ask.external_id;
  if (typeof ask.details_url === 'string') run.detailsUrl = ask.details_url;
  if (actions !== null) run.actions = actions;
  if (output !== null) {
    run.title = output.title;
    run.summary = output.summary;
    run.text = output.text;
    run.annotations = [...run.annotations, ...output.annotations];
  }
  if (conclusion !== null) {
    run.status = 'completed';
    run.conclusion = conclusion;
    run.completedAt = state.clock.now();
  } else if (status !== undefined && run.status !== 'completed') {
    // A run that is completed stays so: GitHub takes the request and keeps status and conclusion.
    run.status = status;
  }
};

export interface CiAsk {
  readonly sha: string;
  readonly name: string;
  readonly conclusion: string | null;
  /** That started the workflow; with one it is GitHub Actions who runs it. */
  readonly event?: string | undefined;
  readonly app?: string | undefined;
}

/** As a program that runs checks: a run is made, or the one that still runs is completed. */
export const setCheck = (state: State, of: CiAsk): void => {
  const { sha, name, conclusion, event } = of;
  const app = appNamed(of.app ?? (event === undefined ? CI_APP.slug : ACTIONS_APP.slug));
  if (event !== undefined && app !== ACTIONS_APP) {
    throw invalid(`${app.slug} runs no workflow that an event could start`);
  }
  const siblings = state.checkRuns.filter(
    (run) => run.app.id === app.id && run.sha === sha && run.workflow?.event === event,
  );
  const running = siblings.findLast((run) => run.name === name && run.status !== 'completed');
  const ask = conclusion === null ? { status: 'in_progress' } : { status: 'completed', conclusion };
  if (running !== undefined) {
    updateCheck(state, app, running.id, ask);
    return;
  }
  const workflow = event === undefined ? null : { id: state.nextId(), event };
  createCheck(state, app, { head_sha: sha, name, ...ask }, siblings.at(-1)?.workflow ?? workflow);
};

/** Buttons are there on completed runs only, and for those who may write. */
export const press = (state: State, who: Account, id: number, identifier: string): void => {
  needs(state, who, 'write');
  const run = checkOf(state, id);
  if (run.status !== 'completed')
    throw invalid('The check run has not completed: it shows no buttons');
  if (!run.actions.some((action) => action.identifier === identifier)) {
    throw invalid(`The check run has no button ${identifier}`);
  }
  if (run.app.id === APP.id) {
    checkEvent(state, run, 'requested_action', who, { requested_action: { identifier } });
  }
};

export const rerequest = (state: State, who: Account, id: number): void => {
  needs(state, who, 'write');
  const run = checkOf(state, id);
  if (run.status !== 'completed') throw invalid('The check run has not completed');
  if (run.app.id === APP.id) checkEvent(state, run, 'rerequested', who);
};

/** The newest of each name within a suite: of an app, and of a run where there are runs. */
export const latestChecks = (state: State, sha: string): readonly CheckRun[] => {
  const newest = new Map<string, CheckRun>();
  for (const run of state.checkRuns) {
    if (run.sha === sha) newest.set(`${run.app.id} ${run.workflow?.id} ${run.name}`, run);
  }
  return [...newest.values()];
};

const checkEvent = (
  state: State,
  run: CheckRun,
  action: string,
  who: Account,
  more: Readonly<Record<string, unknown>> = {},
): void => state.emit('check_run', { action, check_run: checkRunShape(state, run), ...more }, who);
