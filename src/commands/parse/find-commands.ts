/**
 * Finds the commands in a comment as a person sees them: lines of rendered text that begin with a
 * slash. What stands in code, quotes, links or hidden HTML is talk about commands, not a command.
 */
import type { Nodes, Parents, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

export interface CommandLine {
  /** Lower case, without its slash. */
  readonly name: string;
  /** What follows the name. */
  readonly rest: string;
  /** The whole line, for answers. */
  readonly text: string;
}

export interface FoundCommands {
  readonly commands: readonly CommandLine[];
  /** There were more than are run. */
  readonly tooMany: boolean;
}

const MAX_COMMANDS = 10;
/** GitHub takes no longer comment. */
const MAX_CHARACTERS = 65_536;
const MAX_LINE = 2_000;

export const findCommands = (markdown: string): FoundCommands => {
  const text = markdown.slice(0, MAX_CHARACTERS);
  // Parsing is the costly part; nearly all comments have no word that begins with a slash.
  if (!/(?:^|[\s\u200b\ufeff])\//.test(text)) return { commands: [], tooMany: false };
  const root = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  const lines = seenLines(root).map(plain);
  const commands = lines.flatMap(commandIn);
  return { commands: commands.slice(0, MAX_COMMANDS), tooMany: commands.length > MAX_COMMANDS };
};

/** Stands in a line for what is not plain text, so that such a line never becomes a command by chance. */
const OPAQUE = '\u0000';
const UNSEEN: readonly Nodes['type'][] = [
  'blockquote',
  'code',
  'html',
  'table',
  'heading',
  'definition',
  'footnoteDefinition',
];

/** The lines of every paragraph outside of quotes and code. */
const seenLines = (root: Root): readonly string[] => {
  const lines: string[] = [];
  const stack: Nodes[] = [root];
  while (stack.length > 0) {
    const node = stack.pop();
    if (node === undefined || UNSEEN.includes(node.type)) continue;
    if (node.type === 'paragraph') lines.push(...inlineText(node).split('\n'));
    else if ('children' in node) stack.push(...[...node.children].reverse());
  }
  return lines;
};

const inlineText = (paragraph: Parents): string => paragraph.children.map(inline).join('');

const inline = (node: Nodes): string => {
  switch (node.type) {
    case 'text':
      return node.value;
    case 'break':
      return '\n';
    case 'inlineCode':
      // A quoted word in code is fine as an argument; at the start of a line it is no command.
      return node.value.startsWith('/') ? OPAQUE : node.value;
    case 'emphasis':
    case 'strong':
    case 'delete':
      return `${OPAQUE}${inlineText(node)}`;
    case 'link':
      // GitHub turns SHAs and mentions into links only when showing; a written link is opaque.
      return OPAQUE;
    default:
      return OPAQUE;
  }
};

/** Curly quotes and long dashes are what phones make of straight ones; invisible characters go. */
const plain = (line: string): string =>
  line
    .slice(0, MAX_LINE)
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000\t]/g, ' ')
    .replace(/[\u201c\u201d\u201e\u00ab\u00bb]/g, '"')
    .replace(/[\u2018\u2019\u201a]/g, "'")
    .replace(/(^|\s)[\u2013\u2014](?=[a-z])/gi, '$1--')
    .trim();

const commandIn = (line: string): readonly CommandLine[] => {
  const match = /^\/([a-z][a-z-]*)(?:\s+(.*))?$/i.exec(line);
  if (match === null || line.includes(OPAQUE)) return [];
  return [{ name: (match[1] ?? '').toLowerCase(), rest: match[2] ?? '', text: line }];
};
