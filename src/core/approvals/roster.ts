/** Who is eligible: users and active team members, with the permission as a floor under both. */
import type { Roster } from '../facts.ts';
import { hasRole, type Person, type Role } from '../person.ts';
import type { Grant } from '../policy.ts';

/** What is known of one person: their role, and who is in the teams that the policy names. */
export interface Standing {
  readonly role: Role;
  readonly teams: Roster['teams'];
}

/** Users ∪ teams; `permission` is a floor for all of them, and alone means everyone who has it. */
export const mayDo = (grant: Grant, person: Person, standing: Standing): boolean => {
  if (grant.permission !== null && !hasRole(standing.role, grant.permission)) return false;
  if (grant.users.length === 0 && grant.teams.length === 0) return grant.permission !== null;
  return (
    grant.users.some((user) => user.toLowerCase() === person.login.toLowerCase()) ||
    grant.teams.some((team) => isMember(standing.teams, team, person))
  );
};

/** What the roster, which was loaded for everyone who voted, knows of one of them. */
export const standingOf = (person: Person, { roles, teams }: Roster): Standing => ({
  role: roles[String(person.id)] ?? 'none',
  teams,
});

export const isEligible = (grant: Grant, person: Person, roster: Roster): boolean =>
  mayDo(grant, person, standingOf(person, roster));

const isMember = (teams: Roster['teams'], team: string, person: Person): boolean =>
  (Object.hasOwn(teams, team) ? (teams[team] ?? []) : []).some((member) => member.id === person.id);
