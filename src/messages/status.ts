/** The status of a pull request or repository: a row for each environment, the history folded below. */
import type { GateVerdict } from '../core/decision.ts';
import type { Foreigner } from '../core/facts.ts';
import type { Instant } from '../core/instant.ts';
import type { Person } from '../core/person.ts';
import type { Failure, Promotion, StateKind } from '../core/promotion/state.ts';
import type { Refusal } from '../core/reasons.ts';
import type { Sha } from '../core/release.ts';
import { clause, code, cutAtLine, href, text } from './escape.ts';
import { allHolding } from './gate-table.ts';
import { gateContext } from './gates/context.ts';
import { verdictSaid } from './gates/registry.ts';
import type { Links } from './links.ts';
import { people, person } from './people.ts';
import { refusalText } from './refusals.ts';
import { duration, instant } from './time.ts';

export interface StatusRow {
  readonly environment: string;
  readonly url: string | null;
  readonly live: {
    readonly sha: Sha;
    readonly since: number;
    readonly promotionId: string | null;
    /** Who deployed it past us. */
    readonly foreign?: Foreigner;
  } | null;
  /** The newest promotion of the pull request there, or the newest open one of all; null for none. */
  readonly promotion: Promotion | null;
  readonly verdicts: readonly GateVerdict[];
  /** Nothing is promoted there by itself. */
  readonly hold: {
    readonly by: Person;
    readonly reason: string | null;
    readonly since: Instant;
  } | null;
}

export interface StatusInput {
  /** Of a pull request; else of the whole repository. */
  readonly isPullRequest: boolean;
  /** Why nothing passes at present; null while the policy is whole. */
  readonly held: Refusal | null;
  /** What people have put in the way, a line each; empty for nothing. */
  readonly stops: string;
  readonly rows: readonly StatusRow[];
  readonly history: readonly Promotion[];
  readonly context: { readonly links: Links; readonly now: Instant };
  /** Absolute times only: a text that changes with the clock would be written again and again. */
  readonly steady: boolean;
  /** It stands below a title of its own. */
  readonly untitled?: true;
}

const MAX_COMMENT = 60_000;

export const statusMarkdown = (input: StatusInput): string => {
  const held = input.held === null ? '' : `⛔ ${refusalText(input.held, input.context)}`;
  const all = [
    input.untitled === true ? '' : `**${titleOf(input)}**`,
    held,
    tableOf(input),
    holdsOf(input),
    input.stops,
    historyOf(input),
  ];
  const parts = all.filter((part) => part !== '');
  return cutAtLine(parts.join('\n\n'), MAX_COMMENT, `More in ${code('/why')}.`);
};

const titleOf = ({ isPullRequest }: StatusInput): string =>
  isPullRequest ? 'Where this pull request is' : 'What runs where';

const tableOf = (input: StatusInput): string => {
  if (input.rows.length === 0) return '';
  const column = input.isPullRequest ? 'this pull request' : 'on its way';
  return [
    `| environment | live | ${column} | waits for |`,
    '|---|---|---|---|',
    ...input.rows.map((row) => statusRow(row, input)),
  ].join('\n');
};

const statusRow = (row: StatusRow, { context, steady }: StatusInput): string => {
  const link = row.url === null ? null : href(row.url);
  const name = link === null ? text(row.environment) : `[${text(row.environment)}](${link})`;
  const age = row.live === null || steady ? null : duration(context.now - row.live.since);
  const live =
    row.live === null
      ? '–'
      : `${context.links.commit(row.live.sha)} since ${instant(row.live.since)}${age === null ? '' : ` (${age})`}${pastUs(row.live.foreign)}`;
  return `| ${name} | ${live} | ${stateCell(row.promotion)} | ${waitCell(row, context)} |`;
};

const pastUs = (foreign: Foreigner | undefined): string => {
  if (foreign === undefined) return '';
  const { by, through, trusted } = foreign;
  const with_ = through === null ? '' : ` with ${code(through)}`;
  return `<br>⚠️ drift: deployed past Lockkeeper by ${person(by)}${with_}${trusted ? ', who is trusted with it here' : ''}`;
};
const holdsOf = ({ rows }: StatusInput): string =>
  rows
    .flatMap(({ environment, hold }) => {
      if (hold === null) return [];
      const why = hold.reason === null ? '' : `: ${clause(hold.reason)}`;
      return [
        `⏳ Nothing goes to ${code(environment)} by itself since ${instant(hold.since)}, when ${person(hold.by)} rolled it back${why}. What somebody promotes there by hand lifts this when it completes.`,
      ];
    })
    .join('\n');

const SIGNS: Readonly<Record<StateKind, string>> = {
  pending: '⏳',
  approved: '⏳',
  deploying: '⏳',
  verifying: '⏳',
  completed: '✅',
  rejected: '⛔',
  cancelled: '–',
  superseded: '–',
  expired: '–',
  failed: '⛔',
  rolled_back: '–',
};

const stateCell = (promotion: Promotion | null): string =>
  promotion === null
    ? '–'
    : `${SIGNS[promotion.state.kind]} ${promotion.kind === 'rollback' ? 'rollback ' : ''}${promotion.state.kind.replace('_', ' ')}`;

const waitCell = (row: StatusRow, context: StatusInput['context']): string => {
  const { promotion, verdicts } = row;
  if (promotion === null) return '';
  switch (promotion.state.kind) {
    case 'pending':
      return gatesCell(promotion, verdicts, context);
    case 'approved':
      return promotion.state.awaits === 'turn'
        ? 'its turn'
        : `somebody to execute it: ${code(`/execute ${row.environment}`)}`;
    case 'verifying':
      return 'its verification';
    case 'failed':
      return failureCell(row, promotion.state.failure);
    case 'rolled_back':
      return row.live?.promotionId === promotion.id
        ? '⚠️ drift: its deployment succeeded again after it was rolled back'
        : '';
    case 'rejected':
      return promotion.state.reason === null ? '' : text(promotion.state.reason);
    default:
      return '';
  }
};

/** The first in full, the others by their names. */
const gatesCell = (
  promotion: Promotion,
  verdicts: readonly GateVerdict[],
  context: StatusInput['context'],
): string => {
  const [first, ...others] = allHolding(verdicts);
  if (first === undefined) return '';
  const [said] = verdictSaid(first, gateContext(promotion, { ...context, now: null, open: true }));
  if (said === undefined) return '';
  const also = others.length === 0 ? '' : `<br>also: ${others.map(({ gate }) => gate).join(', ')}`;
  return `${first.gate}: ${said.sentence}${also}`;
};

const failureCell = ({ environment, live, promotion }: StatusRow, failure: Failure): string => {
  const told = `${clause(failure.message)}; ${code(`/retry ${environment}`)}`;
  if (failure.code === 'verification_failed') return `⚠️ it runs there and is not well: ${told}`;
  return live?.promotionId === promotion?.id
    ? '⚠️ drift: its deployment succeeded after it had failed here'
    : told;
};

const historyOf = ({ history, context }: StatusInput): string => {
  if (history.length === 0) return '';
  const lines = history.map((promotion) => {
    const who = people(promotion.requesters.map((each) => each.person));
    const { kind } = promotion.state;
    return `- ${instant(promotion.requestedAt)} ${who}: ${context.links.commit(promotion.release.sha)} to ${text(promotion.environment)}, ${kind.replace('_', ' ')} ${instant(promotion.updatedAt)}`;
  });
  return `<details><summary>History</summary>\n\n${lines.join('\n')}\n\n</details>`;
};
