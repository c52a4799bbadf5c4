/** The check run of one promotion: title, all gates in a table, votes that do not count, and the record. */
import { isWaiting } from '../core/promotion/lifecycle.ts';
import type { Promotion } from '../core/promotion/state.ts';
import { traceIdOf } from '../core/trace-id.ts';
import type { CheckRunInput, CheckRunText } from './check-run-input.ts';
import { stateText } from './check-run-state.ts';
import { code, cutAtLine, text } from './escape.ts';
import { foreignCode } from './foreign-code.ts';
import { gateTable, notCounted } from './gate-table.ts';
import { gateContext } from './gates/context.ts';
import type { Links } from './links.ts';
import { people, person } from './people.ts';
import { refusalText } from './refusals.ts';
import { impactList, rollbackLead } from './rollback.ts';
import { instant } from './time.ts';
import { verificationLines } from './verification.ts';

const MAX_SUMMARY = 65_000;

export const checkRunText = (input: CheckRunInput): CheckRunText => {
  const state = stateText(input);
  const verified = verificationLines(input.verification);
  const loud = foreignCode(input.promotion.fork);
  const parts = [loud, state.lead, verified, ...gateParts(input), refusedPress(input)];
  const told = parts.filter((part) => part !== '').join('\n\n');
  const more = `The rest is in ${code(`/why ${input.promotion.environment}`)}.`;
  const source = sourceLine(input);
  return {
    status: state.status,
    conclusion: state.conclusion,
    title: state.title,
    summary: `${cutAtLine(told, MAX_SUMMARY - source.length, more)}\n\n${source}`.trimEnd(),
    actions: BUTTONS.filter((button) => state.buttons.includes(button.identifier)),
  };
};

const BUTTONS: CheckRunText['actions'] = [
  { label: 'Approve', description: 'Vote yes on this promotion', identifier: 'approve' },
  { label: 'Execute', description: 'Let this approved promotion go', identifier: 'execute' },
  { label: 'Reject', description: 'Vote no and end this promotion', identifier: 'reject' },
  { label: 'Check again', description: 'Ask all gates again', identifier: 'check-again' },
];

const gateParts = ({ decision, links, promotion }: CheckRunInput): readonly string[] => {
  const { requesters, reason } = promotion;
  const why = reason === null ? '' : `: ${text(reason)}`;
  const asked = `Asked for by ${people(requesters.map((each) => each.person))}${why}.`;
  const back = rollbackParts(promotion, links);
  if (decision === null) return [...back, asked];
  const { verdicts, at: decidedAt } = decision;
  const open = isWaiting(promotion.state);
  const context = gateContext(promotion, { links, now: null, decidedAt, open });
  return [...back, gateTable(verdicts, context), asked, notCounted(verdicts, context)];
};

const rollbackParts = ({ environment, rollback }: Promotion, links: Links): readonly string[] =>
  rollback === undefined
    ? []
    : [rollbackLead(environment, rollback, links), impactList(rollback, links)];

/** Everybody reads it, so it names who pressed; and the next decision makes it old. */
const refusedPress = ({ refused, decision, links }: CheckRunInput): string => {
  if (refused === null || (decision !== null && decision.at > refused.at)) return '';
  const why = refusalText(refused.refusal, { links, now: null, who: refused.person });
  return `${person(refused.person)} pressed a button at ${instant(refused.at)}. ${why}`;
};

/** People read a short hash; the whole one is hidden beside it, outside of our own database. */
const sourceLine = ({ decision, links, promotion }: CheckRunInput): string => {
  if (decision === null) return '';
  const { source, entry } = decision;
  const { chain, seq, hash } = entry;
  const trace = traceIdOf(promotion.id);
  const policy = source === undefined ? 'unknown' : links.policy(source);
  const more = `ask ${code(`/why ${promotion.environment}`)} for the full story`;
  return [
    `Policy: ${policy} · decision ${code(hash.slice(0, 19))} · ${more}`,
    `<!-- record ${chain} ${seq} ${hash} -->`,
    ...(trace === null ? [] : [`<!-- trace ${trace} -->`]),
  ].join('\n');
};
