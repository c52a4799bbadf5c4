/** People as sentences name them: by login, in code so that nobody is pinged. */
import type { Person } from '../core/person.ts';
import type { Grant } from '../core/policy.ts';
import { code } from './escape.ts';

export const person = (who: Person): string => code(who.login);

export const people = (all: readonly Person[]): string => list(all.map(person), 'and');

/** The same, without those who are of no use here: `anyone in the team platform except ada`. */
export const grantedExcept = (grant: Grant, excluded: readonly Person[]): string => {
  // No machine is ever asked.
  const except = excluded.filter(({ machine }) => !machine);
  const named = grant.teams.length > 0 || grant.users.length === 0;
  const users = grant.users.filter((user) => !except.some((each) => isLogin(each, user)));
  if (named) {
    return `${granted({ ...grant, users })}${except.length === 0 ? '' : ` except ${people(except)}`}`;
  }
  if (users.length > 0) return granted({ ...grant, users });
  return `nobody, because ${list(grant.users.map(code), 'and')} may not approve: the policy must ask somebody else`;
};

const isLogin = (who: Person, login: string): boolean =>
  who.login.toLowerCase() === login.toLowerCase();

/** `anyone in the team platform or octocat, with at least write`. */
export const granted = (grant: Grant): string => {
  const named = [
    ...grant.teams.map((team) => `the team ${code(team)}`),
    ...grant.users.map((user) => code(user)),
  ];
  if (named.length === 0) {
    return grant.permission === null
      ? 'nobody'
      : `anyone with ${code(grant.permission)} permission`;
  }
  const floor =
    grant.permission === null ? '' : ` with at least ${code(grant.permission)} permission`;
  const who = list(named, 'or');
  return `${grant.teams.length > 0 ? `anyone in ${who}` : who}${floor}`;
};

export const list = (all: readonly string[], word: 'and' | 'or'): string => {
  if (all.length <= 1) return all[0] ?? 'nobody';
  return `${all.slice(0, -1).join(', ')} ${word} ${all.at(-1)}`;
};
