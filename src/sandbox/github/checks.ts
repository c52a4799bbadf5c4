/** Check runs with GitHub's limits and its stubbornness about completed ones, and commit statuses. */
import { type Account, APP_BOT, CI_BOT } from './accounts.ts';
import { invalid, notFound, Refusal } from './refusal.ts';
import { commitShape } from './shapes.ts';
import { checkRunShape, statusShape } from './shapes-of-runs.ts';
import {
  APP,
  type App,
  type CheckAction,
  type CheckRun,
  CI_APP,
  type CommitStatus,
  commitOf,
  needs,
  type State,
} from './state.ts';

export type CheckAsk = Readonly<Record<string, unknown>>;

const MAX_TEXT = 65_535;
const MAX_ANNOTATIONS = 50;
const MAX_ACTIONS = 3;
const STATUSES = ['queued', 'in_progress', 'completed'] as const;
const CONCLUSIONS = 'action_required cancelled failure neutral success skipped stale timed_out';

export const createCheck = (state: State, app: App, ask: CheckAsk): CheckRun => {
  const { name, head_sha: sha } = ask;
  if (typeof name !== 'string' || name === '') throw lacking('name');
  if (typeof sha !== 'string') throw lacking('head_sha');
  commitOf(state, sha);
  const run: CheckRun = {
    id: state.nextId(),
    app,
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

const conclusionOf = (ask: CheckAsk, status: string | undefined): string | null => {
  const { conclusion } = ask;
  if (conclusion === undefined || conclusion === null) {
    if (status === 'completed') throw invalid('Invalid request.\n\n"conclusion" wasn\'t supplied.');
    return null;
  }
  if (typeof conclusion !== 'string' || !CONCLUSIONS.split(' ').includes(conclusion)) {
    throw invalid(`Invalid request.\n\n${String(conclusion)} is not a conclusion.`);
  }
  return conclusion;
};

const outputOf = (output: unknown) => {
  if (typeof output !== 'object' || output === null) return null;
  const { title, summary, text, annotations } = output as Readonly<Record<string, unknown>>;
  if (typeof title !== 'string') throw lacking('title');
  if (typeof summary !== 'string') throw lacking('summary');
  if (summary.length > MAX_TEXT) throw tooLong('summary', MAX_TEXT);
  if (typeof text === 'string' && text.length > MAX_TEXT) throw tooLong('text', MAX_TEXT);
  const list: readonly unknown[] = Array.isArray(annotations) ? annotations : [];
  if (list.length > MAX_ANNOTATIONS) {
    throw invalid(
      `Invalid request.\n\nNo more than ${MAX_ANNOTATIONS} items are allowed; ${list.length} were supplied.`,
    );
  }
  return { title, summary, text: typeof text === 'string' ? text : null, annotations: list };
};

const LIMITS = { label: 20, description: 40, identifier: 20 } as const;

const actionsOf = (actions: unknown): readonly CheckAction[] | null => {
  if (!Array.isArray(actions)) return null;
  if (actions.length > MAX_ACTIONS) {
    throw invalid(
      `Invalid request.\n\nNo more than ${MAX_ACTIONS} items are allowed; ${actions.length} were supplied.`,
    );
  }
  return actions.map((action: Readonly<Record<string, unknown>>) => {
    const part = (name: keyof typeof LIMITS): string => {
      const value = action[name];
      if (typeof value !== 'string' || value === '') throw lacking(name);
      if (value.length > LIMITS[name]) throw tooLong(name, LIMITS[name]);
      return value;
    };
    return {
      label: part('label'),
      description: part('description'),
      identifier: part('identifier'),
    };
  });
};

const lacking = (name: string): Refusal =>
  invalid(`Invalid request.\n\n"${name}" wasn't supplied.`);
const tooLong = (name: string, limit: number): Refusal =>
  invalid(`Invalid request.\n\nOnly ${limit} characters are allowed; "${name}" has more.`);

/** As the CI of the repository: a run is made, or the one that still runs is completed. */
export const setCheck = (
  state: State,
  sha: string,
  name: string,
  conclusion: string | null,
): void => {
  const running = state.checkRuns.findLast(
    (run) =>
      run.app.id === CI_APP.id &&
      run.sha === sha &&
      run.name === name &&
      run.status !== 'completed',
  );
  const ask = conclusion === null ? { status: 'in_progress' } : { status: 'completed', conclusion };
  if (running === undefined) createCheck(state, CI_APP, { head_sha: sha, name, ...ask });
  else updateCheck(state, CI_APP, running.id, ask);
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

export const setStatus = (
  state: State,
  who: Account,
  of: Pick<CommitStatus, 'sha' | 'context' | 'state'>,
): void => {
  needs(state, who, 'write');
  const commit = commitOf(state, of.sha);
  const status: CommitStatus = {
    ...of,
    id: state.nextId(),
    description: '',
    targetUrl: null,
    creator: who,
    at: state.clock.now(),
  };
  state.statuses.push(status);
  const branches = [...state.branches].filter(([, sha]) => sha === of.sha);
  state.emit(
    'status',
    {
      ...statusShape(state, status),
      sha: of.sha,
      name: 'acme/shop',
      commit: commitShape(state, commit),
      branches: branches.map(([name, sha]) => ({ name, commit: { sha }, protected: false })),
    },
    who,
  );
};

/** The newest of each name and app. */
export const latestChecks = (state: State, sha: string): readonly CheckRun[] => {
  const newest = new Map<string, CheckRun>();
  for (const run of state.checkRuns) {
    if (run.sha === sha) newest.set(`${run.app.id} ${run.name}`, run);
  }
  return [...newest.values()];
};

export const latestStatuses = (state: State, sha: string): readonly CommitStatus[] => {
  const newest = new Map<string, CommitStatus>();
  for (const status of state.statuses) {
    if (status.sha === sha) newest.set(status.context, status);
  }
  return [...newest.values()];
};

const botOf = (app: App): Account => (app.id === APP.id ? APP_BOT : CI_BOT);

const checkEvent = (
  state: State,
  run: CheckRun,
  action: string,
  who: Account,
  more: Readonly<Record<string, unknown>> = {},
): void => state.emit('check_run', { action, check_run: checkRunShape(state, run), ...more }, who);
