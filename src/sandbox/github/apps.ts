/** The programs that act beside people: the app itself, two that run checks, one that is a stranger. */
import { ACTIONS_BOT, type Account, APP_BOT, CI_BOT, OTHER_BOT } from './accounts.ts';
import type { App } from './records.ts';
import { Refusal } from './refusal.ts';

export const APP: App = { id: 7001, slug: 'lockkeeper', name: 'Lockkeeper' };
export const CI_APP: App = { id: 7002, slug: 'ci', name: 'CI' };
/** With the number it has on github.com. */
export const ACTIONS_APP: App = { id: 15_368, slug: 'github-actions', name: 'GitHub Actions' };
const OTHER_APP: App = { id: 7003, slug: 'other-app', name: 'Other App' };

const BOTS: readonly (readonly [App, Account])[] = [
  [APP, APP_BOT],
  [ACTIONS_APP, ACTIONS_BOT],
  [CI_APP, CI_BOT],
  [OTHER_APP, OTHER_BOT],
];

export const appNamed = (slug: string): App => {
  const found = BOTS.find(([app]) => app.slug === slug);
  if (found !== undefined) return found[0];
  const known = BOTS.map(([app]) => app.slug).join(', ');
  throw new Refusal(404, `There is no app ${slug}; there are ${known}`);
};

export const botOf = (app: App): Account =>
  BOTS.find(([each]) => each.id === app.id)?.[1] ?? CI_BOT;

/** Null for a person. */
export const appOf = (who: Account): App | null =>
  BOTS.find(([, bot]) => bot.id === who.id)?.[0] ?? null;
