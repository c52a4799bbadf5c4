/** The answer to `/help`, made from the commands themselves. */
import type { Role } from '../core/person.ts';
import { code } from './escape.ts';
import { list } from './people.ts';

export interface CommandHelp {
  readonly usage: string;
  readonly summary: string;
}

export interface HelpInput {
  readonly commands: readonly CommandHelp[];
  readonly environments: readonly string[];
  /** Environments with an open promotion of this page. */
  readonly open: readonly string[];
  /** Those of them that this person asked for. */
  readonly asked: readonly string[];
  readonly role: Role;
}

export const helpMarkdown = (input: HelpInput): string =>
  [
    `You have ${code(input.role)} permission here. ${environmentLine(input.environments)}`,
    openLine(input),
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

const environmentLine = (environments: readonly string[]): string =>
  environments.length === 0
    ? 'The policy is broken, so nothing can be promoted.'
    : `Environments, in order: ${environments.map(code).join(', ')}.`;

const openLine = ({ open, asked }: HelpInput): string => {
  if (open.length === 0) return 'Nothing is open on this page.';
  const yours =
    asked.length === 0
      ? ''
      : ` You asked for ${list(asked.map(code), 'and')}: ${code('/cancel')} withdraws it.`;
  return `Open here: ${list(open.map(code), 'and')}. ${code('/why')} says what it waits for, ${code('/approve')} votes.${yours}`;
};
