/** Who there is: people, programs, their roles on the one repository, and the teams. */

export type Role = 'none' | 'read' | 'triage' | 'write' | 'maintain' | 'admin';

export interface Account {
  readonly id: number;
  readonly login: string;
  readonly type: 'User' | 'Bot';
  /** In commits. */
  readonly name: string;
}

export interface Team {
  readonly id: number;
  readonly slug: string;
  readonly parent: string | null;
  readonly members: Set<string>;
  /** Those who have not accepted: they are no members yet. */
  readonly invited: Set<string>;
}

const user = (id: number, login: string): Account => ({
  id,
  login,
  type: 'User',
  name: `${login.charAt(0).toUpperCase()}${login.slice(1)}`,
});
const bot = (id: number, login: string): Account => ({ id, login, type: 'Bot', name: login });

export const APP_BOT = bot(2001, 'lockkeeper[bot]');
export const CI_BOT = bot(2002, 'ci[bot]');
export const OTHER_BOT = bot(2003, 'other-app[bot]');
export const ACTIONS_BOT = bot(41_898_282, 'github-actions[bot]');
/** GitHub itself, which commits what is merged on its pages. It is a user there, not a bot. */
export const WEB_FLOW: Account = { ...user(19_864_447, 'web-flow'), name: 'GitHub' };

export const ACCOUNTS: readonly Account[] = [
  user(1001, 'ada'),
  user(1002, 'grace'),
  user(1003, 'linus'),
  user(1004, 'bob'),
  user(1005, 'mallory'),
  user(1006, 'omar'),
  user(1007, 'zoe'),
  ACTIONS_BOT,
  APP_BOT,
  CI_BOT,
  OTHER_BOT,
  WEB_FLOW,
];

export const firstRoles = (): Map<string, Role> =>
  new Map<string, Role>([
    ['ada', 'write'],
    ['grace', 'write'],
    ['linus', 'write'],
    ['bob', 'write'],
    ['mallory', 'read'],
    ['omar', 'admin'],
    ['zoe', 'none'],
    [ACTIONS_BOT.login, 'write'],
    [APP_BOT.login, 'write'],
    [CI_BOT.login, 'write'],
    [OTHER_BOT.login, 'write'],
  ]);

/** Of the organisation; the others who write or maintain are its members. */
export const OWNERS: readonly string[] = ['omar'];

export const firstTeams = (): Team[] => [
  {
    id: 301,
    slug: 'platform',
    parent: null,
    members: new Set(['grace', 'omar']),
    invited: new Set(),
  },
  { id: 302, slug: 'security', parent: null, members: new Set(['linus']), invited: new Set() },
  {
    id: 303,
    slug: 'platform-oncall',
    parent: 'platform',
    members: new Set(['bob']),
    invited: new Set(),
  },
];

const WEB_FLOW_EMAIL = 'noreply@github.com';

export const emailOf = (account: Account): string =>
  account.type === 'Bot'
    ? `${account.id}+${account.login}@users.noreply.github.com`
    : account.login === WEB_FLOW.login
      ? WEB_FLOW_EMAIL
      : `${account.login}@acme.example`;

/** GitHub knows a committer by the addresses of the account; a bot's address names no user. */
export const accountOfEmail = (email: string): Account | null =>
  ACCOUNTS.find((account) => account.type === 'User' && emailOf(account) === email.toLowerCase()) ??
  null;

const ORDER: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

export const atLeast = (role: Role, wanted: Role): boolean =>
  ORDER.indexOf(role) >= ORDER.indexOf(wanted);

/** The old name of a role, of which there are only four. */
export const permissionOf = (role: Role): 'none' | 'read' | 'write' | 'admin' => {
  if (role === 'maintain') return 'write';
  return role === 'triage' ? 'read' : role;
};

/** Members of the team and of the teams below it, in a stable order. */
export const membersOf = (
  teams: readonly Team[],
  slug: string,
  which: 'ALL' | 'IMMEDIATE' | 'CHILD_TEAM',
): readonly Account[] => {
  const below = (of: string): readonly Team[] =>
    teams.filter((team) => team.parent === of).flatMap((team) => [team, ...below(team.slug)]);
  const own = teams.filter((team) => team.slug === slug);
  const chosen =
    which === 'IMMEDIATE' ? own : which === 'ALL' ? [...own, ...below(slug)] : below(slug);
  return ACCOUNTS.filter(({ login }) => chosen.some((team) => team.members.has(login)));
};
