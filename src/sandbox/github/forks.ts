/** Forks of the repository: whose they are, who may push to them, and which branches are meant. */
import type { Account } from './accounts.ts';
import type { Fork } from './records.ts';
import { notFound } from './refusal.ts';
import { account, DEFAULT_BRANCH, needs, type State } from './state.ts';

/** True is the person's own, a login somebody else's. */
export type Whose = true | string | undefined;

/** The fork to push to, made when the person has none yet; null for the repository itself. */
export const placeOf = (state: State, who: Account, whose: Whose): Fork | null => {
  if (whose === undefined) {
    needs(state, who, 'write');
    return null;
  }
  const owner = whose === true ? who : account(whose);
  if (owner === who) {
    needs(state, who, 'read');
    return state.forks.get(who.login) ?? makeFork(state, who);
  }
  // A pull request lets those who may write upstream push to its branch, unless its author forbids it.
  needs(state, who, 'write');
  const fork = state.forks.get(owner.login);
  if (fork === undefined) throw notFound();
  return fork;
};

const makeFork = (state: State, owner: Account): Fork => {
  const fork: Fork = {
    id: state.nextId(),
    owner,
    name: state.repository.name,
    fullName: `${owner.login}/${state.repository.name}`,
    branches: new Map([...state.branches].filter(([name]) => name === DEFAULT_BRANCH)),
    activity: [],
  };
  state.forks.set(owner.login, fork);
  return fork;
};

/** As the app may see it: a private fork belongs to an account that has not installed the app. */
export const visibleFork = (state: State, fullName: string): Fork | null => {
  if (!state.isPublic) return null;
  const wanted = fullName.toLowerCase();
  return [...state.forks.values()].find((fork) => fork.fullName.toLowerCase() === wanted) ?? null;
};

/** GitHub lets only admins do it. */
export const makePublic = (state: State, who: Account): void => {
  needs(state, who, 'admin');
  state.isPublic = true;
};
