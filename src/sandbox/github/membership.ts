/** Who belongs to which team, and who may do what on the repository. */
import type { Account, Role, Team } from './accounts.ts';
import { notFound } from './refusal.ts';
import { organizationShape, userShape } from './shapes-of-people.ts';
import { teamShape } from './shapes-of-runs.ts';
import { account, type State } from './state.ts';

export const joinTeam = (state: State, who: Account, slug: string, login: string): void => {
  const team = teamOf(state, slug);
  const member = account(login);
  team.invited.delete(member.login);
  if (team.members.has(member.login)) return;
  team.members.add(member.login);
  membershipEvent(state, who, team, member, 'added');
};

/** GitHub tells the app of a membership only once it is accepted. */
export const inviteToTeam = (state: State, slug: string, login: string): void => {
  const team = teamOf(state, slug);
  const member = account(login);
  if (!team.members.has(member.login)) team.invited.add(member.login);
};

export const leaveTeam = (state: State, who: Account, slug: string, login: string): void => {
  const team = teamOf(state, slug);
  const member = account(login);
  team.invited.delete(member.login);
  if (team.members.delete(member.login)) membershipEvent(state, who, team, member, 'removed');
};

export const setRole = (state: State, who: Account, login: string, role: Role): void => {
  const member = account(login);
  state.roles.set(member.login, role);
  state.emit('member', { action: 'edited', member: userShape(state, member) }, who);
};

const teamOf = (state: State, slug: string): Team => {
  const found = state.teams.find((team) => team.slug === slug);
  if (found === undefined) throw notFound();
  return found;
};

const membershipEvent = (
  state: State,
  who: Account,
  team: Team,
  member: Account,
  action: 'added' | 'removed',
): void =>
  state.emit(
    'membership',
    {
      action,
      scope: 'team',
      member: userShape(state, member),
      team: teamShape(state, team),
      organization: organizationShape(state),
    },
    who,
    'organization',
  );
