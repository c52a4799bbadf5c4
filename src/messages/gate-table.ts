/** What the verdicts of all gates come to: a table, the votes that do not count, who is missing. */
import type { RuleCount } from '../core/approvals/quorum.ts';
import type { AnyReason, GateVerdict } from '../core/decision.ts';
import type { Status } from '../core/gates/gate.ts';
import { ignoredSentence } from './gates/approvals.ts';
import type { GateContext } from './gates/context.ts';
import { verdictSaid } from './gates/registry.ts';

const SIGNS: Readonly<Record<Status, string>> = {
  pass: '✅',
  warn: '⚠️',
  wait: '⏳',
  block: '⛔',
  error: '⛔',
};

export const gateTable = (verdicts: readonly GateVerdict[], context: GateContext): string => {
  if (verdicts.length === 0) return 'No gate is set for this environment.';
  const all = { ...context, pressable: waitsForPeople(verdicts) };
  const rows = verdicts.map(
    (verdict) => `| ${SIGNS[verdict.status]} | ${verdict.gate} | ${cell(verdict, all)} |`,
  );
  return ['| | gate | |', '|---|---|---|', ...rows].join('\n');
};

const cell = (verdict: GateVerdict, context: GateContext): string => {
  const said = verdictSaid(verdict, context);
  const sentences = said.map(({ sentence }) => sentence).join('; ');
  const remedies = new Set(said.flatMap(({ remedy }) => remedy ?? []));
  if (verdict.status === 'pass' || remedies.size === 0 || !context.open) return sentences;
  return `${sentences}. ${[...remedies].join(' ')}`;
};

/** A line for each vote that does not count, and why; empty where all count. */
export const notCounted = (verdicts: readonly GateVerdict[], { links }: GateContext): string => {
  const lines = verdicts
    .flatMap((verdict) => verdict.reasons)
    .flatMap((reason: AnyReason) => ('ignored' in reason ? reason.ignored : []))
    .map((vote) => `- ${ignoredSentence(vote, links)}`);
  return lines.length === 0 ? '' : `Not counted:\n${lines.join('\n')}`;
};

const HOLDING: readonly Status[] = ['block', 'error', 'wait'];

/** The gates that hold it back, what is hardest to get past first. */
export const allHolding = (verdicts: readonly GateVerdict[]): readonly GateVerdict[] =>
  HOLDING.flatMap((status) => verdicts.filter((verdict) => verdict.status === status));

/** The first of them, in few words, for a title. */
export const holding = (verdicts: readonly GateVerdict[]): GateVerdict | null =>
  allHolding(verdicts)[0] ?? null;

/** A gate that only people can open: nothing else is missing. */
export const waitsForPeople = (verdicts: readonly GateVerdict[]): boolean => {
  const open = allHolding(verdicts);
  return (
    open.length > 0 &&
    open.every(
      (each) => each.status === 'wait' && each.changedBy.every((by) => by.kind === 'people'),
    )
  );
};

export type Waiting = Extract<AnyReason, { readonly code: 'waiting' }>;

/** The approvals that are missing. */
export const waitingFor = (verdicts: readonly GateVerdict[]): readonly Waiting[] =>
  verdicts.flatMap((verdict) =>
    verdict.reasons.flatMap((reason) => (reason.code === 'waiting' ? [reason] : [])),
  );

/** Those of its rules that still lack people. */
export const openRules = ({ rules }: Waiting): readonly RuleCount[] =>
  rules.filter((rule) => rule.counted.length < rule.needed);
