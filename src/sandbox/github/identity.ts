/** Accounts that change: another login, gone for good, or letting the app know who they are. */
import { randomBytes } from 'node:crypto';
import type { Account } from './accounts.ts';
import { invalid, notFound } from './refusal.ts';
import { accountNow, type State } from './state.ts';

/** The former login is free from then on. */
export const renameAccount = (state: State, login: string, to: string): void => {
  const who = accountNow(state, login);
  const isFree = !state.changes.deleted.has(who.id) && !isTaken(state, to);
  if (!isFree) throw invalid(`${to} is taken`);
  state.changes.logins.set(who.id, to);
};

const isTaken = (state: State, login: string): boolean => {
  try {
    accountNow(state, login);
    return true;
  } catch {
    return false;
  }
};

export const deleteAccount = (state: State, login: string): void => {
  const who = accountNow(state, login);
  state.changes.deleted.add(who.id);
  forgetTokens(state, who);
};

/** What the app is given once a person has let it know who they are. */
export const newUserToken = ({ changes }: State, who: Account): string => {
  const token = `ghu_${randomBytes(18).toString('hex')}`;
  changes.authorized.add(who.id);
  changes.tokens.set(token, who);
  return token;
};

/** As on the person's own page of GitHub: Settings, Applications, Authorized GitHub Apps. */
export const revokeApp = (state: State, who: Account): void => {
  if (!state.changes.authorized.delete(who.id)) throw notFound();
  forgetTokens(state, who);
  state.emit('github_app_authorization', { action: 'revoked' }, who, 'account');
};

const forgetTokens = ({ changes }: State, { id }: Account): void => {
  for (const [token, who] of changes.tokens) if (who.id === id) changes.tokens.delete(token);
};
