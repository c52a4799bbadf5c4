/**
 * Reminds people that a promotion waits for them. It mentions on purpose those a rule asks who are
 * missing, and nobody else.
 */
import type { RuleCount } from '../core/approvals/quorum.ts';
import type { GateVerdict } from '../core/decision.ts';
import type { Promotion } from '../core/promotion/state.ts';
import { code, text } from './escape.ts';
import { openRules, type Waiting, waitingFor } from './gate-table.ts';
import { differentPeople, waysToVote } from './gates/approvals.ts';
import type { Links } from './links.ts';
import { mention } from './mention.ts';
import { granted, list, people } from './people.ts';
import { instantFrom } from './time.ts';

export interface ReminderInput {
  readonly promotion: Promotion;
  readonly verdicts: readonly GateVerdict[];
  /** The organisation whose teams are mentioned. */
  readonly owner: string;
  readonly links: Links;
  readonly now: number;
}

/** Null where nobody is waited for any more. */
export const reminderText = (input: ReminderInput): string | null => {
  const { promotion, links, now } = input;
  const [waiting] = waitingFor(input.verdicts);
  if (waiting === undefined) return null;
  const asked = people(promotion.requesters.map((each) => each.person));
  return [
    `⏳ ${links.commit(promotion.release.sha)} waits for people before it goes to ${code(promotion.environment)}. ${asked} asked on ${instantFrom(promotion.requestedAt, now)}; it expires on ${instantFrom(promotion.expiresAt, now)}.`,
    ruleLines(waiting, input.owner).join('\n'),
    `Approve by ${waysToVote(waiting.ways ?? null, { environment: promotion.environment, pressable: true })}. ${code(`/why ${promotion.environment}`)} tells everything.`,
  ].join('\n\n');
};

const ruleLines = (waiting: Waiting, owner: string): readonly string[] => {
  const { rules, peopleMissing } = waiting;
  if (peopleMissing === 0) return openRules(waiting).map((rule) => ruleLine(rule, owner));
  // Anybody whom any of them asks can be the one more.
  const lines = rules.map((rule) => ruleLine(rule, owner));
  return [...lines, `- ${differentPeople(rules, peopleMissing)}`];
};

const ruleLine = ({ name, needed, counted, eligible }: RuleCount, owner: string): string => {
  const named = [
    ...eligible.teams.map((team) => mention(`${owner}/${team}`)),
    ...eligible.users.map(mention),
  ];
  const who = named.length === 0 ? granted(eligible) : list(named, 'or');
  return `- **${text(name)}** ${counted.length} of ${needed}: ${who}`;
};
