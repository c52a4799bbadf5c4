/**
 * From the Markdown that all words are written in to Slack's rich text. There every text is taken as it
 * is: names and reasons can neither format anything nor call anybody, whatever they hold.
 */
import type {
  RichTextBlock,
  RichTextBlockElement,
  RichTextElement,
  RichTextSection,
  RichTextStyleable,
} from '@slack/types';
import type { Nodes, Parents, PhrasingContent, Root, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';
import { href } from '../../messages/escape.ts';
import { createRoom, type Rendering, type Room, unjoined } from './room.ts';

type Style = NonNullable<RichTextStyleable['style']>;

export interface Rendered {
  readonly block: RichTextBlock;
  /** How many characters it shows. */
  readonly length: number;
}

/** Null for a text that shows nothing, and where there is no room. */
export const richText = (markdown: string, rendering: Rendering): Rendered | null => {
  const room = createRoom(rendering);
  const elements = parse(markdown).children.flatMap((node) => block(node, room, 0));
  return elements.length === 0
    ? null
    : { block: { type: 'rich_text', elements }, length: room.taken() };
};

/** The same without any form, in one line: for notifications. */
export const plainText = (markdown: string): string => {
  const words = (node: Nodes): string => {
    if (node.type === 'html') return '';
    if ('value' in node) return node.value;
    return 'children' in node
      ? node.children.map(words).join(SPACED.has(node.type) ? ' ' : '')
      : '';
  };
  return unjoined(words(parse(markdown)))
    .replace(/\s+/g, ' ')
    .trim();
};

const SPACED = new Set(['root', 'list', 'listItem', 'table', 'tableRow', 'blockquote']);

/** So much is read, and more is never shown. */
const MAX_MARKDOWN = 20_000;

const parse = (markdown: string): Root =>
  fromMarkdown(whole(markdown), { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });

/** Cut at the end of a line alone: what stands in half a code span would be obeyed. */
const whole = (markdown: string): string => {
  if (markdown.length <= MAX_MARKDOWN) return markdown;
  const end = markdown.lastIndexOf('\n', MAX_MARKDOWN);
  return `${markdown.slice(0, Math.max(end, 0))}\n\n…`;
};

const block = (node: RootContent, room: Room, depth: number): readonly RichTextBlockElement[] => {
  switch (node.type) {
    case 'paragraph':
      return section([...inline(node.children, room, {}), ...lineEnd(room)]);
    case 'heading':
      return section([...inline(node.children, room, { bold: true }), ...lineEnd(room)]);
    case 'blockquote': {
      const elements = node.children.flatMap((each) =>
        'children' in each ? inline(each.children as PhrasingContent[], room, {}) : [],
      );
      return elements.length === 0 ? [] : [{ type: 'rich_text_quote', elements }];
    }
    case 'code': {
      const text = room.take(node.value);
      return text === ''
        ? []
        : [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }];
    }
    case 'list':
      return listOf(
        node.children.map((item) => item.children),
        node.ordered === true ? 'ordered' : 'bullet',
        room,
        depth,
      );
    case 'table':
      return tableOf(
        node.children.map((row) => row.children),
        room,
      );
    default:
      return [];
  }
};

/** Slack puts no space between two sections. */
const lineEnd = (room: Room): readonly RichTextElement[] => {
  const text = room.take('\n');
  return text === '' ? [] : [{ type: 'text', text }];
};

const section = (elements: readonly RichTextElement[]): readonly RichTextSection[] =>
  elements.length === 0 ? [] : [{ type: 'rich_text_section', elements: [...elements] }];

/** As deep as Slack's lists go. */
const MAX_INDENT = 6;

const listOf = (
  items: readonly (readonly RootContent[])[],
  style: 'ordered' | 'bullet',
  room: Room,
  depth: number,
): readonly RichTextBlockElement[] => {
  const all: RichTextBlockElement[] = [];
  for (const [at, item] of items.entries()) {
    const own = item.flatMap((each) =>
      each.type === 'paragraph' ? section(inline(each.children, room, {})) : [],
    );
    const indent = Math.min(depth, MAX_INDENT);
    // A list within one ends it: what follows is a list of its own, which counts on.
    const offset = style === 'ordered' ? { offset: at } : {};
    if (own.length > 0)
      all.push({ type: 'rich_text_list', style, indent, ...offset, elements: own });
    for (const each of item) if (each.type === 'list') all.push(...block(each, room, depth + 1));
  }
  return all;
};

/**
 * A line for each row, beginning with its sign where it has one. What is in a column is said where there
 * are so many that nobody would know.
 */
const tableOf = (
  [head, ...rows]: readonly (readonly Parents[])[],
  room: Room,
): readonly RichTextBlockElement[] => {
  const names = (head ?? []).map((cell) => plainWords(cell.children as PhrasingContent[]));
  const isWide = names.filter((name) => name !== '').length >= WIDE;
  return rows.flatMap((row) => {
    const cells = row.flatMap((cell, column) => {
      const said = inline(cell.children as PhrasingContent[], room, {});
      const name = isWide && column > 0 ? names[column] : undefined;
      return said.length === 0
        ? []
        : [{ name, said, isSign: names[column] === '' && column === 0 }];
    });
    const elements = cells.flatMap(({ name, said }, at) => [
      ...words(between(cells[at - 1], isWide), room, {}),
      ...(name === undefined ? [] : words(`${name}: `, room, { italic: true })),
      ...said,
    ]);
    return elements.length === 0 ? [] : section([...elements, ...lineEnd(room)]);
  });
};

const between = (before: { readonly isSign: boolean } | undefined, isWide: boolean): string => {
  if (before === undefined) return '';
  if (before.isSign) return ' ';
  return isWide ? ' · ' : ': ';
};
const WIDE = 3;

const inline = (
  nodes: readonly PhrasingContent[],
  room: Room,
  style: Style,
): readonly RichTextElement[] => nodes.flatMap((node) => phrase(node, room, style));

const phrase = (node: PhrasingContent, room: Room, style: Style): readonly RichTextElement[] => {
  switch (node.type) {
    case 'text':
      return words(node.value, room, style);
    case 'inlineCode':
      return words(room.command(node.value), room, { ...style, code: true });
    case 'strong':
      return inline(node.children, room, { ...style, bold: true });
    case 'emphasis':
      return inline(node.children, room, { ...style, italic: true });
    case 'delete':
      return inline(node.children, room, { ...style, strike: true });
    case 'link':
      return linkTo(
        node.url,
        plainWords(node.children),
        isCode(node.children) ? { ...style, code: true } : style,
        room,
      );
    case 'break':
      return words('\n', room, style);
    default:
      return [];
  }
};

const linkTo = (
  url: string,
  said: string,
  style: Style,
  room: Room,
): readonly RichTextElement[] => {
  // Slack refuses a message for an address that is none, or is too long.
  if (href(url) === null || url.length > MAX_URL) return words(said, room, style);
  const text = room.take(said);
  return text === '' ? [] : [{ type: 'link', url, text, ...styled(style) }];
};

const MAX_URL = 3_000;

const isCode = (nodes: readonly PhrasingContent[]): boolean =>
  nodes.length > 0 && nodes.every(({ type }) => type === 'inlineCode');

const plainWords = (nodes: readonly PhrasingContent[]): string =>
  nodes
    .map((node) => {
      if ('value' in node && node.type !== 'html') return node.value;
      return 'children' in node ? plainWords(node.children as PhrasingContent[]) : '';
    })
    .join('');

const words = (value: string, room: Room, style: Style): readonly RichTextElement[] => {
  const text = room.take(value);
  return text === '' ? [] : [{ type: 'text', text, ...styled(style) }];
};

const styled = (style: Style): { readonly style?: Style } =>
  Object.keys(style).length === 0 ? {} : { style };
