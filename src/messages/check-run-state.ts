/** What a check run says of the state of its promotion: title, conclusion, and the words before the gates. */
import type { GateVerdict } from '../core/decision.ts';
import { isWaiting } from '../core/promotion/lifecycle.ts';
import {
  type DeploymentRef,
  type PromotionState,
  START_EXPECTED_MS,
  type StateOf,
} from '../core/promotion/state.ts';
import type { CheckRunInput, CheckRunText } from './check-run-input.ts';
import { clause, code, href } from './escape.ts';
import { holding, openRules, waitingFor, waitsForPeople } from './gate-table.ts';
import { heldWords } from './held.ts';
import { list, person } from './people.ts';
import { askingAgain, rollbackSaid } from './rollback.ts';
import { instant } from './time.ts';

/** Where a vote can help, and where only another look can. */
const ALL = ['approve', 'reject', 'check-again'];
const AGAIN = ['check-again'];
/** Approved: nobody's yes is missing any more. */
const EXECUTE = ['execute', 'reject', 'check-again'];

export interface StateText extends Pick<CheckRunText, 'status' | 'conclusion' | 'title'> {
  readonly lead: string;
  /** Identifiers. */
  readonly buttons: readonly string[];
}

const unfinished = (title: string, lead: string): StateText => ({
  status: 'in_progress',
  conclusion: null,
  title,
  lead,
  buttons: [],
});

const done = (conclusion: CheckRunText['conclusion'], title: string, lead = ''): StateText => ({
  status: 'completed',
  conclusion,
  title,
  lead,
  buttons: [],
});

export const stateText = (input: CheckRunInput): StateText => {
  const { held, links, promotion } = input;
  const { state } = promotion;
  if (held !== null && isWaiting(state)) {
    const { title, lead } = heldWords(held, { links, now: null });
    return done('failure', title, lead);
  }
  switch (state.kind) {
    case 'pending':
      return pendingText(input);
    case 'approved':
      return approvedText(state, promotion.environment);
    case 'deploying':
      return deployingText(state, input);
    case 'verifying':
      return unfinished('Deployed, being verified', placeOf(state, input));
    case 'completed':
      return done('success', completedTitle(state, input), placeOf(state, input));
    default:
      return endedText(state, input);
  }
};

const completedTitle = (
  { completedAt }: StateOf<'completed'>,
  { promotion }: CheckRunInput,
): string =>
  `${promotion.kind === 'rollback' ? 'Rolled back to this' : 'Deployed'} ${instant(completedAt)}`;

const approvedText = (state: StateOf<'approved'>, environment: string): StateText => {
  if (state.awaits === 'turn') {
    return unfinished(
      'Approved, waiting for its turn',
      'One promotion deploys here at a time; it goes on by itself.',
    );
  }
  const lead = `Everything has let it pass. It goes on when somebody says so: press **Execute**, or write ${code(`/execute ${environment}`)}.`;
  return { ...done('action_required', 'Approved, waiting to be executed', lead), buttons: EXECUTE };
};

type Ended = Exclude<
  PromotionState,
  StateOf<'pending' | 'approved' | 'deploying' | 'verifying' | 'completed'>
>;

const endedText = (state: Ended, { promotion, rollback, links }: CheckRunInput): StateText => {
  switch (state.kind) {
    case 'rejected': {
      const why = state.reason === null ? '' : `: ${clause(state.reason)}`;
      if (state.by === null) return done('failure', 'Rejected by a gate', `A gate said no${why}.`);
      const lift = code(`/reject ${promotion.environment} --lift`);
      const lead = `${person(state.by)} rejected it${why}. They can lift it with ${lift}.`;
      return done('failure', `Rejected by ${state.by.login}`, lead);
    }
    case 'failed': {
      const { failure, deployment } = state;
      const run = deployment?.deployer === 'workflow' ? ` ${runLink(deployment)}.` : '';
      const lead = `${clause(failure.message)} (${code(failure.code)}).${run} Try again with ${code(`/retry ${promotion.environment}`)}.`;
      return done('failure', 'Failed', lead);
    }
    case 'cancelled':
      return done(
        'cancelled',
        CANCELLED[state.why],
        state.by === null ? '' : `${person(state.by)} ${DID[state.why]}.`,
      );
    case 'superseded':
      return done('neutral', SUPERSEDED[state.why], `${links.commit(state.sha)} took its place.`);
    case 'expired':
      return done(
        'timed_out',
        'Expired',
        `It was not let pass in time. Ask again with ${code(askingAgain(promotion))}.`,
      );
    case 'rolled_back':
      return done('neutral', 'Rolled back', rollbackSaid(rollback, links));
    default:
      return state satisfies never;
  }
};

const SUPERSEDED = {
  newer_head: 'Superseded by a newer commit',
  newer_approved: 'Superseded by a newer release',
} as const;

/** What the person did who ended it; the others are nobody's doing. */
const DID = {
  asked: 'withdrew it',
  pull_request_closed: 'closed it',
  app_removed: 'removed the app',
  environment_gone: 'changed the policy',
  fork_refused: 'changed the policy',
  held: 'rolled the environment back',
  job_gone: 'ended the run',
} as const;

const CANCELLED = {
  asked: 'Withdrawn',
  pull_request_closed: 'Ended because the pull request was closed',
  app_removed: 'Ended because the app was removed from the repository',
  environment_gone: 'Ended because the environment is no longer in the policy',
  fork_refused: 'Ended because the environment no longer takes the heads of forks',
  held: 'Ended because the environment was rolled back, and nothing goes there by itself',
  job_gone: 'Ended because the job that asked for it no longer waits',
} as const;

const pendingText = ({ decision }: CheckRunInput): StateText => {
  if (decision === null) return unfinished('Looking at the gates', '');
  const { verdicts } = decision;
  const first = holding(verdicts);
  if (first === null) return unfinished('Looking at the gates', '');
  if (waitsForPeople(verdicts)) {
    return { ...done('action_required', waitingTitle(verdicts)), buttons: voteButtons(verdicts) };
  }
  const names = verdicts.filter((each) => each.status === first.status).map((each) => each.gate);
  if (first.status === 'wait')
    return unfinished(`Waiting for ${list(names, 'and')}${untilWhen(verdicts)}`, '');
  const title =
    first.status === 'block'
      ? `Blocked by ${list(names, 'and')}`
      : `Could not find out: ${list(names, 'and')}`;
  return { ...done('failure', title, mendedLead(verdicts)), buttons: AGAIN };
};

/** Where time alone ends all that it waits for. */
const untilWhen = (verdicts: readonly GateVerdict[]): string => {
  const waits = verdicts.filter(({ status }) => status === 'wait');
  // A time limit is no time at which it may pass.
  const isByTime = ({ changedBy }: GateVerdict): boolean =>
    changedBy.some((by) => by.kind === 'time');
  const ends = waits.map((each) => (isByTime(each) ? each.until : null));
  const known = ends.filter((until) => until !== null);
  return known.length < ends.length ? '' : ` until ${instant(Math.max(...known))}`;
};

/** A promotion is of one commit: what a push mends is mended in another one. */
const mendedLead = (verdicts: readonly GateVerdict[]): string => {
  const holds = verdicts.filter(({ status }) => status === 'block' || status === 'error');
  const byPush = holds.some(({ changedBy }) =>
    changedBy.some((by) => by.kind === 'event' && ['pushes', 'branches'].includes(by.wake)),
  );
  return byPush
    ? 'It goes on by itself when this is mended; where that takes a new commit, ask again for that one.'
    : 'It goes on by itself when this is mended.';
};

/** `Waiting for 1 approval from platform`. */
const waitingTitle = (verdicts: readonly GateVerdict[]): string => {
  const waiting = waitingFor(verdicts);
  const open = waiting.flatMap(openRules);
  const missing = open.reduce((sum, rule) => sum + rule.needed - rule.counted.length, 0);
  const from = list(
    open.map((rule) => rule.name),
    'and',
  );
  if (missing > 0) return `Waiting for ${missing} approval${missing === 1 ? '' : 's'} from ${from}`;
  const more = waiting.reduce((sum, each) => sum + each.peopleMissing, 0);
  return `Waiting for ${more} more ${more === 1 ? 'person' : 'people'}`;
};

/** A way of voting that does not count has no button. */
const voteButtons = (verdicts: readonly GateVerdict[]): readonly string[] =>
  waitingFor(verdicts).every(({ ways }) => ways?.includes('button') ?? true)
    ? ALL
    : ALL.filter((button) => button !== 'approve');

const deployingText = (state: StateOf<'deploying'>, input: CheckRunInput): StateText => {
  const { deployment } = state;
  if (deployment === null) return unfinished('Deploying', 'The deployment is being made.');
  const silent = !deployment.started && input.now >= deployment.createdAt + START_EXPECTED_MS;
  if (!silent) return unfinished('Deploying', placeOf(state, input));
  const made = instant(deployment.createdAt);
  const silence =
    deployment.deployer === 'workflow'
      ? `${runLink(deployment)} was started at ${made} and no runner has taken it up since.`
      : `The deployment was made at ${made} and no run has started since. Does a workflow listen to ${code('deployment')} for this environment?`;
  const lead = `${silence} It fails by itself at ${instant(state.deadline)}.`;
  return unfinished('Deploying, but no run has started', lead);
};

const runLink = ({ id, url }: DeploymentRef): string => {
  const link = url === null ? null : href(url);
  return link === null ? `Run ${code(id)}` : `[Run ${code(id)}](${link})`;
};

const placeOf = (
  { deployment }: StateOf<'deploying' | 'verifying' | 'completed'>,
  { links, promotion }: CheckRunInput,
): string => {
  if (deployment === null) return '';
  const site = deployment.environmentUrl === null ? null : href(deployment.environmentUrl);
  if (deployment.deployer === 'workflow') {
    const run = runLink(deployment);
    return site === null ? run : `${run} · [open it](${site})`;
  }
  const log = deployment.logUrl === null ? null : href(deployment.logUrl);
  return [
    links.deployment(deployment.id, promotion.environment),
    ...(site === null ? [] : [`[open it](${site})`]),
    ...(log === null ? [] : [`[log](${log})`]),
  ].join(' · ');
};
