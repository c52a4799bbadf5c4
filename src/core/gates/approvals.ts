/** The people whose yes is needed: every rule met by people who had no part in what ships. */
import { z } from 'zod';
import { type IgnoredVote, type Tally, tally } from '../approvals/approval.ts';
import { type Quorum, quorumOf, type RuleCount } from '../approvals/quorum.ts';
import { separate } from '../approvals/separation-of-duties.ts';
import type { Roster } from '../facts.ts';
import type { Instant } from '../instant.ts';
import type { Channel, Person } from '../person.ts';
import type { ApprovalPolicy, Grant } from '../policy.ts';
import { type Changer, gate, type Verdict } from './gate.ts';

interface Counted {
  readonly rules: readonly RuleCount[];
  readonly ignored: readonly IgnoredVote[];
  readonly excluded: readonly Person[];
}

export type ApprovalsReason =
  | { readonly code: 'none_needed' }
  | ({ readonly code: 'approved' } & Counted)
  | ({
      readonly code: 'waiting';
      readonly peopleMissing: number;
      /** The ways of voting that count; null takes every way. Not in version 1. */
      readonly ways?: readonly Channel[] | null;
    } & Counted)
  | ({ readonly code: 'changes_requested'; readonly people: readonly Person[] } & Counted)
  | ({
      readonly code: 'rejected_before';
      readonly person: Person;
      readonly reason: string | null;
      readonly at: Instant;
    } & Counted)
  | ({ readonly code: 'unknown_teams'; readonly teams: readonly string[] } & Counted);

export const approvals = gate({
  name: 'approvals',
  version: 3,
  order: 3,
  options: z.strictObject({}),
  // Asked wherever the environment's own settings need it, and nowhere else: see `decide`.
  byDefault: () => null,
  needs: ['pullRequest', 'shipped', 'votes', 'roster'],
  wakesOn: ['reviews', 'votes', 'teams', 'policy'],
  evaluate: ({ policy, promotion, facts, at }): Verdict<ApprovalsReason> => {
    const { pullRequest, shipped, votes, roster } = facts;
    const separation = separate({ policy, promotion, pullRequest, shipped, at });
    const counted = tally({ policy, promotion, pullRequest, votes, roster, separation, at });
    const quorum = quorumOf(policy.environment.approvals, counted.approvals);
    const excluded = separation.excluded.map((each) => each.person);
    const data: Counted = { rules: quorum.rules, ignored: counted.ignored, excluded };
    const against = againstIt(counted, data);
    if (against !== null) return against;
    if (quorum.met) {
      const reason: ApprovalsReason =
        quorum.rules.length > 0 ? { code: 'approved', ...data } : { code: 'none_needed' };
      return { status: 'pass', reasons: [reason], changedBy: [], until: null };
    }
    return notYet(quorum, data, policy.environment.approvals, roster);
  },
});

/** What stands against it ends nothing: it blocks for as long as it stands. */
const againstIt = (
  { objections, rejection }: Tally,
  data: Counted,
): Verdict<ApprovalsReason> | null => {
  if (rejection !== null) {
    const { person, reason, at } = rejection;
    return {
      status: 'block',
      reasons: [{ code: 'rejected_before', person, reason, at, ...data }],
      changedBy: [people(only([person]), []), people(ADMINS, [])],
      until: null,
    };
  }
  if (objections.length === 0) return null;
  return {
    status: 'block',
    reasons: [{ code: 'changes_requested', people: objections, ...data }],
    changedBy: [people(only(objections), [])],
    until: null,
  };
};

/** Nobody can say who is in a team that GitHub does not know: that is an error, and never a yes. */
const notYet = (
  quorum: Quorum,
  data: Counted,
  asked: ApprovalPolicy,
  roster: Roster,
): Verdict<ApprovalsReason> => {
  const teams = unknownTeams(asked.rules, roster);
  const missing = quorum.rules
    .filter((rule) => rule.counted.length < rule.needed || quorum.peopleMissing > 0)
    .map((rule) => people(rule.eligible, data.excluded));
  const policyChange: Changer = { kind: 'event', wake: 'policy' };
  if (teams.length > 0) {
    const reason = { code: 'unknown_teams', teams, ...data } as const;
    return {
      status: 'error',
      reasons: [reason],
      changedBy: [...missing, policyChange],
      until: null,
    };
  }
  const { peopleMissing } = quorum;
  const changedBy = missing.length === 0 ? [policyChange] : missing;
  return {
    status: 'wait',
    reasons: [{ code: 'waiting', peopleMissing, ways: asked.via, ...data }],
    changedBy,
    until: null,
  };
};

const ADMINS: Grant = { users: [], teams: [], permission: 'admin' };

const only = (named: readonly Person[]): Grant => ({
  users: named.map((person) => person.login),
  teams: [],
  permission: null,
});

const people = (who: Grant, except: readonly Person[]): Changer => ({
  kind: 'people',
  who,
  except,
});

const unknownTeams = (rules: readonly Grant[], roster: Roster): readonly string[] =>
  [...new Set(rules.flatMap((rule) => rule.teams))]
    .filter((team) => roster.unknownTeams.includes(team) || !Object.hasOwn(roster.teams, team))
    .sort();
