/** The answer to `/help`, made from the commands themselves. */
import type { Role } from '../core/person.ts';
import { code } from './escape.ts';
import { list } from './people.ts';

export interface CommandHelp {
  readonly usage: string;
  readonly summary: string;
}

export interface EnvironmentRights {
  readonly environment: string;
  readonly mayPromote: boolean;
  readonly mayLock: boolean;
  /** Some approval rule asks them. */
  readonly isAsked: boolean;
}

export interface HelpInput {
  readonly commands: readonly CommandHelp[];
  /** What this person may do where; null while the policy is broken. */
  readonly rights: readonly EnvironmentRights[] | null;
  /** Environments with an open promotion of this page. */
  readonly open: readonly string[];
  /** Those of them that this person asked for. */
  readonly asked: readonly string[];
  readonly role: Role;
  /** Environments that they may roll back, by the last valid policy while the present one is broken. */
  readonly mayRollback: readonly string[];
  /** They may stop everything in this repository. */
  readonly mayHalt: boolean;
  /** They may mark a release as bad for all of it. */
  readonly mayQuarantine: boolean;
  /** What people have put in the way, a line each; empty for nothing. */
  readonly stops: string;
}

export const helpMarkdown = (input: HelpInput): string =>
  [
    `You have ${code(input.role)} permission here. ${rightsLine(input.rights)}${rollbackLine(input)}${stopLine(input)}`,
    openLine(input),
    input.stops,
    commandTable(input.commands),
  ]
    .filter((part) => part !== '')
    .join('\n\n');

/** The commands as a table, for help and for the README. */
export const commandTable = (commands: readonly CommandHelp[]): string =>
  [
    '| command | does |',
    '|---|---|',
    ...commands.map(({ usage, summary }) => `| ${code(usage)} | ${summary} |`),
  ].join('\n');

const rightsLine = (rights: HelpInput['rights']): string => {
  if (rights === null) return 'The policy is broken, so nothing can be promoted.';
  const promote = rights.filter(({ mayPromote }) => mayPromote);
  const asked = rights.filter(({ isAsked }) => isAsked);
  const ask =
    promote.length === 0
      ? 'You may not ask for promotions here'
      : `You may ask for promotions to ${environments(promote)}`;
  const lock = rights.filter(({ mayLock }) => mayLock);
  return [
    ask,
    ...(lock.length === 0 ? [] : [`you may lock ${environments(lock)}`]),
    ...(asked.length === 0 ? [] : [`your approval is asked for in ${environments(asked)}`]),
  ]
    .join('; ')
    .concat('.');
};

const rollbackLine = ({ mayRollback }: HelpInput): string =>
  mayRollback.length === 0
    ? ''
    : ` You may go back to an earlier release of ${list(mayRollback.map(code), 'and')} with ${code('/rollback')}.`;

/** Also while the policy is broken: stopping must not depend on it. */
const stopLine = ({ mayHalt, mayQuarantine }: HelpInput): string => {
  const all = [
    ...(mayHalt ? [`stop everything with ${code('/halt')}`] : []),
    ...(mayQuarantine ? [`mark a release as bad with ${code('/quarantine')}`] : []),
  ];
  return all.length === 0 ? '' : ` You may ${list(all, 'and')}.`;
};

const environments = (rights: readonly EnvironmentRights[]): string =>
  list(
    rights.map(({ environment }) => code(environment)),
    'and',
  );

const openLine = ({ open, asked, rights }: HelpInput): string => {
  if (open.length === 0) return 'Nothing is open on this page.';
  const mayVote = rights?.some((each) => each.isAsked && open.includes(each.environment)) ?? false;
  return [
    `Open here: ${list(open.map(code), 'and')}.`,
    `${code('/why')} says what it waits for${mayVote ? `, ${code('/approve')} votes` : ''}.`,
    asked.length === 0
      ? ''
      : `You asked for ${list(asked.map(code), 'and')}: ${code('/cancel')} withdraws it.`,
  ]
    .filter((part) => part !== '')
    .join(' ');
};
