/**
 * The message in a chat about one promotion that needs people: what goes where, who asked, what ships,
 * what holds it, and buttons as long as a vote can help. It is written anew with every change.
 */
import type { ChatButton, ChatContent } from '../core/chat-content.ts';
import type { AnyReason, GateVerdict } from '../core/decision.ts';
import { isWaiting } from '../core/promotion/lifecycle.ts';
import { traceIdOf } from '../core/trace-id.ts';
import { type Changes, changeLines } from './changes.ts';
import type { CheckRunInput } from './check-run-input.ts';
import { type StateText, stateText } from './check-run-state.ts';
import { clause, code, text } from './escape.ts';
import { foreignCode } from './foreign-code.ts';
import { gateTable, notCounted, waitingFor } from './gate-table.ts';
import { gateContext } from './gates/context.ts';
import { list, people, person } from './people.ts';
import { impactList, rollbackLead } from './rollback.ts';
import { instant } from './time.ts';

export interface ChatMessageInput extends CheckRunInput {
  /** `acme/shop`. */
  readonly repository: string;
  /** The environments it has to come from; none for a first one. */
  readonly from: readonly string[];
  /** Of its pull request; null where it has none, or nobody could tell. */
  readonly title: string | null;
  /** Null where they could not be read. */
  readonly changes: Changes | null;
  /** What its buttons carry. */
  readonly value: string;
  /** Where it is on GitHub. */
  readonly page: string;
}

export const chatMessage = (input: ChatMessageInput): ChatContent => {
  const { promotion, repository } = input;
  const title = `${repository} → ${promotion.environment}`;
  const state = stateText(input);
  const trace = traceIdOf(promotion.id);
  return {
    summary: text(`${title}: ${state.title}`),
    parts: [
      { kind: 'title', text: title },
      { kind: 'markdown', markdown: [leadOf(input), whatLine(input)].join('\n\n') },
      ...markdown(foreignCode(promotion.fork)),
      ...markdown(gatesOf(input)),
      ...markdown(changesOf(input)),
      ...(isWaiting(promotion.state)
        ? [{ kind: 'buttons', buttons: buttonsOf(input) } as const]
        : []),
    ],
    about: { repository, pullNumber: promotion.pullNumber },
    ...(trace === null ? {} : { trace }),
  };
};

const markdown = (said: string) =>
  said === '' ? [] : [{ kind: 'markdown', markdown: said } as const];

const SIGNS: Readonly<Partial<Record<NonNullable<StateText['conclusion']>, string>>> = {
  action_required: '⏳',
  success: '✅',
  failure: '⛔',
};

/** What became of it, when, and by whom. */
const leadOf = (input: ChatMessageInput): string => {
  const { state } = input.promotion;
  const { conclusion, title, lead } = stateText(input);
  const sign = conclusion === null ? undefined : SIGNS[conclusion];
  const voted = state.kind === 'pending' ? '' : votedFor(input);
  const ended = 'at' in state && state.kind !== 'approved' ? ` ${instant(state.at)}` : '';
  const head = [sign, voted, `**${text(title)}**${ended}`].filter(Boolean).join(' ');
  return lead === '' ? head : `${head}\n\n${lead}`;
};

/** `Approved by grace (slack, 2026-11-21 11:58 UTC).` */
const votedFor = ({ decision }: ChatMessageInput): string => {
  const reasons = (decision?.verdicts ?? []).flatMap(({ reasons: all }) => all);
  const votes = reasons.flatMap((reason: AnyReason) =>
    reason.code === 'approved' && 'rules' in reason
      ? reason.rules.flatMap(({ counted }) => counted)
      : [],
  );
  const byPerson = new Map(votes.map((vote) => [vote.person.id, vote]));
  const said = [...byPerson.values()].map(
    ({ person: by, via, at }) => `${person(by)} (${via}, ${instant(at)})`,
  );
  return said.length === 0 ? '' : `Approved by ${list(said, 'and')}.`;
};

const whatLine = ({ promotion, from, title, links }: ChatMessageInput): string => {
  const { release, pullNumber, reason, requesters, environment } = promotion;
  const named = title === null ? '' : ` ${text(title)}`;
  const pull = pullNumber === null ? '' : ` (${links.pull(pullNumber)})`;
  const what = `${links.commit(release.sha)}${named}${pull}`;
  const way =
    promotion.kind === 'rollback'
      ? `back to this in ${code(environment)}`
      : from.length === 0
        ? `to ${code(environment)}`
        : `from ${list(from.map(code), 'and')} to ${code(environment)}`;
  const why = reason === null ? '' : `: ${clause(reason)}`;
  const asked = people(requesters.map((each) => each.person));
  return `${what} ${way}. Asked for by ${asked} at ${instant(promotion.requestedAt)}${why}.`;
};

/** What is green in a line, and what is not, spelled out. */
const gatesOf = ({ promotion, decision, links }: ChatMessageInput): string => {
  if (decision === null || !isWaiting(promotion.state)) return '';
  const { verdicts, at: decidedAt } = decision;
  const open = verdicts.filter(({ status }) => status !== 'pass');
  const context = gateContext(promotion, { links, now: null, decidedAt, open: false });
  return [
    greenLine(verdicts),
    ...(open.length === 0 ? [] : [gateTable(open, context)]),
    notCounted(verdicts, context),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
};

const greenLine = (verdicts: readonly GateVerdict[]): string => {
  const green = verdicts.filter(({ status }) => status === 'pass');
  return green.length === 0 ? '' : `✅ ${green.map(({ gate }) => gate).join(' · ')}`;
};

/** A rollback takes away what the others bring. */
const changesOf = ({ promotion, changes, links }: ChatMessageInput): string => {
  const { state, rollback, environment } = promotion;
  if (!isWaiting(state)) return '';
  if (rollback !== undefined) {
    return [rollbackLead(environment, rollback, links), impactList(rollback, links)].join('\n\n');
  }
  return changes === null
    ? 'What ships with it could not be read from GitHub just now; it is on the page there.'
    : changeLines(changes, links);
};

const APPROVE = { name: 'approve', label: 'Approve', style: 'primary' } as const;
const EXECUTE = { name: 'execute', label: 'Execute', style: 'primary' } as const;
const REJECT = { name: 'reject', label: 'Reject', style: 'danger' } as const;
const WHY = { name: 'why', label: 'Why', style: 'plain' } as const;

/** As long as there is something to decide. */
const buttonsOf = (input: ChatMessageInput): readonly ChatButton[] => {
  const { promotion, value, decision, held, page } = input;
  const { state } = promotion;
  const waiting = waitingFor(decision?.verdicts ?? []);
  const asked = held === null && waiting.length > 0 && state.kind === 'pending';
  const counts = waiting.every(({ ways }) => ways?.includes('slack') ?? true);
  const executable = held === null && state.kind === 'approved' && state.awaits === 'execution';
  const buttons = [
    ...(asked && counts ? [APPROVE] : []),
    ...(executable ? [EXECUTE] : []),
    ...(asked || executable ? [REJECT] : []),
    WHY,
  ];
  return [
    ...buttons.map((button) => ({ ...button, does: { value } })),
    { name: 'view', label: 'View on GitHub', style: 'plain', does: { url: page } },
  ];
};
