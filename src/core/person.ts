/**
 * Who somebody is. Numeric ids are GitHub's and never change; logins do, and are kept for reading
 * only. A machine (bot, app, token) is a person here in all but voting.
 */
export interface Person {
  readonly id: number;
  readonly login: string;
  readonly machine: boolean;
}

/** Who says something, by the account that did. */
export interface Speaker {
  readonly person: Person;
  /** Other accounts that the same person proved, in Slack, to be theirs; absent where there are none. */
  readonly alsoAs?: readonly Person[];
}

/** GitHub's role names in rising order; `none` is no access at all. */
export const ROLES = ['none', 'read', 'triage', 'write', 'maintain', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const hasRole = (held: Role, wanted: Role): boolean =>
  ROLES.indexOf(held) >= ROLES.indexOf(wanted);

/** The ways in which a vote comes in. */
export const CHANNELS = ['review', 'comment', 'button', 'slack'] as const;
export type Channel = (typeof CHANNELS)[number];

/** The ways in which a promotion is asked for: by people in any of those, and by itself. */
export type AskChannel = Channel | 'rule' | 'job';
