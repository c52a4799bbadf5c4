/** What is said for the gate `approvals`, and for every vote that does not count. */
import type { IgnoredVote, IgnoredWhy } from '../../core/approvals/approval.ts';
import type { RuleCount } from '../../core/approvals/quorum.ts';
import type { ApprovalsReason } from '../../core/gates/approvals.ts';
import { CHANNELS, type Channel, type Person } from '../../core/person.ts';
import { clause, code, text } from '../escape.ts';
import type { Links } from '../links.ts';
import { granted, grantedExcept, list, people, person } from '../people.ts';
import { instant, instantFrom } from '../time.ts';
import type { Words } from '../words.ts';
import type { GateContext } from './context.ts';
import { alsoAs, partsSentence } from './separation-of-duties.ts';

export const approvalsWords: Words<ApprovalsReason, GateContext> = {
  none_needed: () => ({ sentence: 'no approval is needed here' }),
  approved: ({ rules }) => ({ sentence: rules.map(ruleSentence).join(' · ') }),
  waiting: ({ rules, excluded, peopleMissing, ways = null }, context) => ({
    sentence: [
      ...rules.map((rule) =>
        rule.counted.length < rule.needed ? openRule(rule, excluded) : ruleSentence(rule),
      ),
      ...(peopleMissing > 0 ? [differentPeople(rules, peopleMissing)] : []),
    ].join(' · '),
    remedy: `Approve by ${waysToVote(ways, context)}.`,
  }),
  changes_requested: (reason) => ({
    sentence: [
      `${people(reason.people)} asked for changes to this commit in a review`,
      ...reason.rules.map(ruleSentence),
    ].join(' · '),
    remedy: 'Their next review of it, or its dismissal, ends this.',
  }),
  rejected_before: ({ person: by, reason, at, rules }, { now, environment }) => ({
    sentence: `${person(by)} rejected this release for ${code(environment)} on ${instantFrom(at, now)}${reason === null ? '' : `: ${clause(reason)}`}${rules.map((rule) => ` · ${ruleSentence(rule)}`).join('')}`,
    remedy: `${person(by)} can lift it with ${code(`/reject ${environment} --lift`)}; an admin gives a reason as well.`,
  }),
  unknown_teams: ({ teams }) => ({
    sentence: `GitHub shows no team ${list(teams.map(code), 'or')}, so nobody can be found in it`,
    remedy:
      'Correct the name in the policy, or give the app access to read the organisation’s members.',
  }),
};

/** `a pull request review of this commit, /approve production or the button`. */
export const waysToVote = (
  ways: readonly Channel[] | null,
  { environment, pressable }: Pick<GateContext, 'environment' | 'pressable'>,
): string => {
  const words: Readonly<Record<Channel, string>> = {
    review: 'a pull request review of this commit',
    comment: code(`/approve ${environment}`),
    button: 'the button on the check run',
    slack: 'the button in Slack',
  };
  // Whether there is a message in Slack stands in no decision: where the policy names that way, there is.
  const all = CHANNELS.filter((way) => ways?.includes(way) ?? way !== 'slack');
  const counted = all.filter((way) => way !== 'button' || pressable || all.length === 1);
  return list(
    counted.map((way) => words[way]),
    'or',
  );
};

/** `platform 0 of 1: anyone in the team platform except ada`. */
const openRule = (rule: RuleCount, excluded: readonly Person[]): string => {
  const who = grantedExcept(rule.eligible, excluded);
  return rule.counted.length === 0
    ? `${ruleCount(rule)}: ${who}`
    : `${ruleSentence(rule)}, and ${rule.needed - rule.counted.length} more from ${who}`;
};

/** Of the rules together, where the policy asks for more people than one rule does. */
export const differentPeople = (rules: readonly RuleCount[], missing: number): string => {
  const voted = rules.flatMap((rule) => rule.counted.map((vote) => vote.person.id));
  const there = new Set(voted).size;
  return `**different people** ${there} of ${there + missing}`;
};

/** `platform 1 of 1: grace (review, 2026-11-21 11:58 UTC)`. */
const ruleSentence = (rule: RuleCount): string => {
  const votes = rule.counted.map(
    ({ person: by, via, at }) => `${person(by)} (${via}, ${instant(at)})`,
  );
  return votes.length === 0 ? ruleCount(rule) : `${ruleCount(rule)}: ${list(votes, 'and')}`;
};

const ruleCount = (rule: RuleCount): string =>
  `**${text(rule.name)}** ${rule.counted.length} of ${rule.needed}`;

/** One line for each vote that does not count. */
export const ignoredSentence = (vote: IgnoredVote, links: Links): string =>
  `${person(vote.person)} (${vote.via}): ${ignoredWhy(vote.why, links, person(vote.person))}`;

/** `who` voted: a name, or `you`. */
export const ignoredWhy = (why: IgnoredWhy, links: Links, who: string): string => {
  switch (why.code) {
    case 'machine':
      return 'machines do not approve';
    case 'own_work':
      return `nobody approves their own work, and ${alsoAs(who, why.as)} ${partsSentence(why.parts, links)}`;
    case 'other_commit':
      return `the review was of ${links.commit(why.sha)}, and this is another commit`;
    case 'dismissed':
      return 'the review was dismissed';
    case 'in_future':
      return 'the vote is dated later than now, so some clock is wrong';
    case 'not_eligible':
      return why.rules.length === 1
        ? `the rule ${list(why.rules.map(code), 'and')} asks others`
        : `the rules ${list(why.rules.map(code), 'and')} ask others`;
    case 'may_not_approve':
      return `approving here is for ${granted(why.need)}`;
    case 'way_not_counted':
      return `votes by ${code(why.via)} do not count here; these do: ${list(why.ways.map(code), 'and')}`;
    case 'before_request':
      return 'the vote is older than the request';
    case 'other_promotion':
      return 'the vote was for an earlier promotion';
    case 'superseded_by_later_vote':
      return `${who === 'you' ? 'your' : 'their'} later vote${why.as === undefined ? '' : ` as ${person(why.as)}`}, by ${code(why.via)}, counts instead`;
    case 'policy_changed':
      return 'the policy of this environment changed after the vote; vote again';
    case 'changes_requested_later':
      return `a later review asks for changes to ${links.commit(why.sha)}`;
    default:
      return why satisfies never;
  }
};
