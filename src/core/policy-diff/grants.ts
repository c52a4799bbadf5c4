/** Whether one circle of people is within another, as far as that can be told without asking who they are. */
import { hasRole } from '../person.ts';
import type { Grant } from '../policy.ts';
import type { Effect } from './rule.ts';

/** Everyone in `inner` is in `outer`. False also where that cannot be told. */
export const isWithin = (inner: Grant, outer: Grant): boolean => {
  if (isNobody(inner)) return true;
  if (isNobody(outer)) return false;
  if (outer.permission !== null && !hasRole(inner.permission ?? 'none', outer.permission)) {
    return false;
  }
  if (!namesPeople(outer)) return true;
  return (
    namesPeople(inner) &&
    isSubset(lower(inner.users), lower(outer.users)) &&
    isSubset(inner.teams, outer.teams)
  );
};

/** For those who may do something: more people loosen. */
export const circleEffect = (before: Grant, after: Grant): Effect =>
  isWithin(after, before) ? 'tightens' : 'loosens';

export const isSubset = <T>(inner: readonly T[], outer: readonly T[]): boolean =>
  inner.every((each) => outer.includes(each));

const namesPeople = ({ users, teams }: Grant): boolean => users.length > 0 || teams.length > 0;

const isNobody = (grant: Grant): boolean => grant.permission === null && !namesPeople(grant);

const lower = (logins: readonly string[]): readonly string[] =>
  logins.map((login) => login.toLowerCase());
