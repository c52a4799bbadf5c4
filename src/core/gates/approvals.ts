/** The people whose yes is needed: every rule met by people who had no part in what ships. */
import { z } from 'zod';
import { type IgnoredVote, type Tally, tally } from '../approvals/approval.ts';
import { type Quorum, quorumOf, type RuleCount } from '../approvals/quorum.ts';
import { separate } from '../approvals/separation-of-duties.ts';
import type { Instant } from '../instant.ts';
import type { Person } from '../person.ts';
import type { Grant } from '../policy.ts';
import { type Changer, gate, type Verdict } from './gate.ts';

interface Counted {
  readonly rules: readonly RuleCount[];
  readonly ignored: readonly IgnoredVote[];
  readonly excluded: readonly Person[];
}

export type ApprovalsReason =
  | { readonly code: 'none_needed' }
  | ({ readonly code: 'approved' } & Counted)
  | ({ readonly code: 'waiting'; readonly peopleMissing: number } & Counted)
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
  version: 1,
  order: 3,
  options: z.strictObject({}),
  byDefault: () => ({}),
  needs: ['pullRequest', 'shipped', 'votes', 'roster'],
  wakesOn: ['reviews', 'votes', 'teams', 'policy'],
  evaluate: ({ policy, promotion, facts }): Verdict<ApprovalsReason> => {
    const { pullRequest, shipped, votes, roster } = facts;
    const separation = separate({ policy, promotion, pullRequest, shipped });
    const counted = tally({ policy, promotion, pullRequest, votes, roster, separation });
    const quorum = quorumOf(policy.environment.approvals, counted.approvals);
    const excluded = separation.excluded.map((each) => each.person);
    const data: Counted = { rules: quorum.rules, ignored: counted.ignored, excluded };
    const no = againstIt(counted, data);
    if (no !== null) return no;
    if (policy.environment.approvals.rules.length === 0 && quorum.peopleMissing === 0) {
      return { status: 'pass', reasons: [{ code: 'none_needed' }], changedBy: [], until: null };
    }
    if (quorum.met) {
      return { status: 'pass', reasons: [{ code: 'approved', ...data }], changedBy: [], until: null };
    }
    const changedBy = peopleFor(quorum, excluded);
    const teams = namedTeams(policy.environment.approvals.rules).filter((team) =>
      roster.unknownTeams.includes(team),
    );
    if (teams.length > 0) {
      const policyChange: Changer = { kind: 'event', wake: 'policy' };
      return {
        status: 'error',
        reasons: [{ code: 'unknown_teams', teams, ...data }],
        changedBy: [...changedBy, policyChange],
        until: null,
      };
    }
    const { peopleMissing } = quorum;
    return { status: 'wait', reasons: [{ code: 'waiting', peopleMissing, ...data }], changedBy, until: null };
  },
});

/** What stands against it ends nothing: it blocks for as long as it stands. */
const againstIt = ({ objections, rejection }: Tally, data: Counted): Verdict<ApprovalsReason> | null => {
  if (rejection !== null) {
    const { person, reason, at } = rejection;
    return {
      status: 'block',
      reasons: [{ code: 'rejected_before', person, reason, at, ...data }],
      changedBy: [people({ users: [person.login], teams: [], permission: null }, [])],
      until: null,
    };
  }
  if (objections.length === 0) return null;
  const users = objections.map((person) => person.login);
  return {
    status: 'block',
    reasons: [{ code: 'changes_requested', people: objections, ...data }],
    changedBy: [people({ users, teams: [], permission: null }, [])],
    until: null,
  };
};

const peopleFor = (quorum: Quorum, excluded: readonly Person[]): readonly Changer[] =>
  quorum.rules
    .filter((rule) => rule.counted.length < rule.needed || quorum.peopleMissing > 0)
    .map((rule) => people(rule.eligible, excluded));

const people = (who: Grant, except: readonly Person[]): Changer => ({ kind: 'people', who, except });

const namedTeams = (rules: readonly Grant[]): readonly string[] =>
  [...new Set(rules.flatMap((rule) => rule.teams))].sort();
