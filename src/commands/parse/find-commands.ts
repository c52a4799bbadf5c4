/**
 * Finds the commands in a comment as a person sees them: lines of rendered text that begin with a
 * slash. What stands in code, quotes, links or hidden HTML is talk about commands, not a command.
 */
import type { Nodes, Parents, Root } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { cut } from '../../core/cut.ts';

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

/** More commands than this in one comment are not run. */
export const MAX_COMMANDS = 10;
/** GitHub takes no longer comment. */
const MAX_CHARACTERS = 65_536;
const MAX_LINE = 2_000;
/** Lists in quotes in lists: the parser recurses into each, and nobody nests them this deep. */
const TOO_DEEP =
  /^(?:[ \t]*(?:>|\[\^[^\]\r\n\u2028\u2029]*\]:|(?:[-+*]|\d{1,9}[.)])(?=[ \t]))){16}/m;
/** What the parser comes back to, once for each that follows: nobody writes so much of it by hand. */
const TOO_MANY = [
  { what: /\r\n|[\r\n]/g, most: 3_000 },
  { what: /\[/g, most: 4_000 },
  { what: /<[!?]/g, most: 1_000 },
];
/** Emphasis changes no line's beginning, and its parser takes half a minute for a hostile comment. */
const PLAIN = { disable: { null: ['attention', 'strikethrough'] } };

/** In the order of the comment. Never throws, whatever the text; a hostile one has no commands. */
export const findCommands = (markdown: string): FoundCommands => {
  const text = markdown.slice(0, MAX_CHARACTERS);
  // Parsing is the costly part; nearly all comments have no word that begins with a slash.
  if (!/(?:^|[\s\u200b\ufeff])\//.test(text) || isHostile(text))
    return { commands: [], tooMany: false };
  const root = fromMarkdown(text, {
    extensions: [gfm(), PLAIN],
    mdastExtensions: [gfmFromMarkdown()],
  });
  const lines = seenLines(root).map(plain);
  const commands = lines.flatMap(commandIn);
  return { commands: commands.slice(0, MAX_COMMANDS), tooMany: commands.length > MAX_COMMANDS };
};

const isHostile = (text: string): boolean =>
  TOO_DEEP.test(text) || TOO_MANY.some(({ what, most }) => (text.match(what)?.length ?? 0) > most);

/** Put before what a person does not see as plain text: a line that begins with it is no command. */
const MARK = '\u0000';
const UNSEEN: readonly Nodes['type'][] = [
  'blockquote',
  'code',
  'table',
  'heading',
  'definition',
  'footnoteDefinition',
];

/** The lines of every paragraph outside of quotes and code. */
const seenLines = (root: Root): readonly string[] => {
  const lines: string[] = [];
  const html = openElements();
  const stack: Nodes[] = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (UNSEEN.includes(node.type)) continue;
    if (node.type === 'html') html.read(node.value);
    else if (node.type === 'paragraph') {
      const before = html.isHiding() ? MARK : '';
      lines.push(...notStruck(`${before}${inlineText(node, html)}`.split('\n')));
    } else if ('children' in node) stack.push(...shownChildren(node).reverse());
  }
  return lines;
};

/** A line that begins within `~~` is struck out. */
const notStruck = (lines: readonly string[]): readonly string[] => {
  let isStruck = false;
  return lines.filter((line) => {
    const begins = isStruck;
    if (line.split('~~').length % 2 === 0) isStruck = !isStruck;
    return !begins;
  });
};

/** What follows a tick box is a plan, not an order. */
const shownChildren = (node: Parents): Nodes[] =>
  node.type === 'listItem' && typeof node.checked === 'boolean'
    ? node.children.slice(1)
    : [...node.children];

interface OpenElements {
  readonly read: (html: string) => void;
  readonly isHiding: () => boolean;
}

const HIDING =
  /^(?:a|blockquote|cite|code|del|h[1-6]|kbd|pre|q|s|samp|strike|summary|table|tt|var)$/i;

/** Markdown ends an element of HTML at its tag; the browser ends it where it is closed. */
const openElements = (): OpenElements => {
  const open: string[] = [];
  return {
    read: (html) => {
      const tags = html
        .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
        .matchAll(/<(\/?)([a-z][a-z0-9]*)([^>]*)/gi);
      for (const [, slash, name = '', attributes = ''] of tags) {
        const isAnchor = /^a$/i.test(name) && slash === '' && !/\bhref\b/i.test(attributes);
        if (isAnchor || !HIDING.test(name)) continue;
        if (slash === '') open.push(name.toLowerCase());
        else if (open.includes(name.toLowerCase()))
          open.splice(open.lastIndexOf(name.toLowerCase()));
      }
    },
    isHiding: () => open.length > 0,
  };
};

const inlineText = (parent: Parents, html: OpenElements): string =>
  parent.children.map((node) => inline(node, html)).join('');

const inline = (node: Nodes, html: OpenElements): string => {
  switch (node.type) {
    case 'text':
      return html.isHiding() ? marked(node.value) : node.value;
    case 'break':
      return html.isHiding() ? `\n${MARK}` : '\n';
    case 'inlineCode':
      return marked(node.value);
    case 'image':
    case 'imageReference':
      return marked(node.alt ?? '');
    case 'link':
    case 'linkReference':
      return marked(inlineText(node, html));
    case 'html':
      html.read(node.value);
      return /^<br\b/i.test(node.value) ? '\n' : MARK;
    default:
      return MARK;
  }
};

const marked = (text: string): string => `${MARK}${text.replaceAll('\n', `\n${MARK}`)}`;

/** Invisible characters go, and spaces of all kinds become one kind. */
const plain = (line: string): string =>
  cut(line, MAX_LINE)
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '')
    .replace(/[\u00a0\u2000-\u200a\u202f\u3000\t]/g, ' ')
    .trim();

const commandIn = (line: string): readonly CommandLine[] => {
  if (line.startsWith(MARK)) return [];
  const text = line.replaceAll(MARK, '').trim();
  const match = /^\/([a-z][a-z-]*)(?:\s+(.*))?$/i.exec(text);
  if (match === null) return [];
  return [{ name: (match[1] ?? '').toLowerCase(), rest: match[2] ?? '', text }];
};
