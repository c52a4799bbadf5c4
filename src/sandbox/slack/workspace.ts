/**
 * The Slack workspace beside the sandbox's GitHub: who is in it, and its channels. Its people are those
 * of GitHub by chance of name alone: their ids here say nothing of their accounts there.
 */

import { randomBytes } from 'node:crypto';

export interface SlackUser {
  readonly id: string;
  /** The handle: `ada`. */
  readonly name: string;
  readonly realName: string;
  /** IANA time zone, as in the person's profile. */
  tz: string;
  isBot: boolean;
  /** No longer in the workspace. */
  deleted: boolean;
}

export interface SlackChannel {
  readonly id: string;
  /** Without `#`. */
  readonly name: string;
  /** Seen and entered by those alone who were asked in. */
  readonly isPrivate: boolean;
  /** Ids of users; the app can post where it is one of them. */
  readonly members: Set<string>;
  isArchived: boolean;
}

export interface Workspace {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly users: readonly SlackUser[];
  /** The app's own user. */
  readonly bot: SlackUser;
  readonly botId: string;
  readonly appId: string;
  readonly channels: readonly SlackChannel[];
  /** What the app was granted at its installation; what is taken out is refused from then on. */
  readonly scopes: Set<string>;
  /** The bot's, good while the app is installed, and the one for Socket Mode. */
  readonly tokens: { readonly bot: string; readonly app: string };
  isInstalled: boolean;
}

const user = (id: string, name: string): SlackUser => ({
  id,
  name,
  realName: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
  tz: 'Europe/Berlin',
  isBot: false,
  deleted: false,
});

/** All that the methods here ask for, without `chat:write.public`: the app posts where it was asked in. */
const SCOPES = [
  'channels:history',
  'chat:write',
  'commands',
  'groups:history',
  'im:history',
  'im:write',
  'users:read',
];

const channel = (
  id: string,
  name: string,
  members: readonly SlackUser[],
  isPrivate = false,
): SlackChannel => ({
  id,
  name,
  isPrivate,
  members: new Set(members.map((each) => each.id)),
  isArchived: false,
});

export const createWorkspace = (): Workspace => {
  const people = [
    user('U07ADA0001', 'ada'),
    user('U07GRACE02', 'grace'),
    user('U07LINUS03', 'linus'),
    user('U07BOB0004', 'bob'),
    user('U07MALLO05', 'mallory'),
    user('U07OMAR006', 'omar'),
    user('U07ZOE0007', 'zoe'),
  ];
  const bot = { ...user('U07LOCKK08', 'lockkeeper'), isBot: true };
  const users = [...people, bot];
  return {
    team: { id: 'T07ACME001', name: 'Acme', domain: 'acme' },
    users,
    bot,
    botId: 'B07LOCKK08',
    appId: 'A07LOCKK08',
    channels: [
      channel('C07RELEASE', 'releases', users),
      channel('C07GENERAL', 'general', users),
      channel('C07RANDOM1', 'random', people),
      channel(
        'C07SECRET1',
        'board',
        people.filter(({ name }) => name === 'omar'),
        true,
      ),
    ],
    scopes: new Set(SCOPES),
    isInstalled: true,
    tokens: {
      bot: `xoxb-${randomBytes(12).toString('hex')}`,
      app: `xapp-${randomBytes(12).toString('hex')}`,
    },
  };
};
