/**
 * Slack's own markup as people see it: lines of pieces with their looks, from `mrkdwn`, plain text and
 * rich text alike, so that the pages and the plain reading of a test cannot differ.
 */
import type { RichElement, RichPart } from './blocks/rich-text.ts';
import type { TextObject } from './blocks/text.ts';

export interface Look {
  readonly bold?: boolean | undefined;
  readonly italic?: boolean | undefined;
  readonly strike?: boolean | undefined;
  readonly code?: boolean | undefined;
  readonly underline?: boolean | undefined;
}

export interface Piece {
  readonly text: string;
  readonly look: Look;
  readonly href?: string;
  /** Of a person, a channel or everybody: they are told of it. */
  readonly isMention?: boolean;
}

export interface Line {
  readonly kind: 'line' | 'quote' | 'code' | 'item';
  readonly pieces: readonly Piece[];
  /** Of an item: the bullet or number, and how deep it stands. */
  readonly mark?: string;
  readonly indent?: number;
}

/** What a user, a channel or a user group is called, by its id. */
export type NameOf = (id: string) => string;

export const linesOf = (text: TextObject, nameOf: NameOf): readonly Line[] =>
  text.type === 'mrkdwn' ? mrkdwn(text.text, nameOf) : plainLines(text.text);

const plainLines = (text: string): readonly Line[] =>
  emojied(text)
    .split('\n')
    .map((line) => ({ kind: 'line', pieces: [{ text: line, look: {} }] }));

const mrkdwn = (text: string, nameOf: NameOf): readonly Line[] =>
  text.split(/```\n?([\s\S]+?)\n?```/).flatMap((part, index): readonly Line[] => {
    if (index % 2 === 1) return codeLines(decoded(part));
    const lines = part.replace(/^\n|\n$/g, '').split('\n');
    return part === '' ? [] : lines.map((line) => lineOf(line, nameOf));
  });

const codeLines = (text: string): readonly Line[] =>
  text.split('\n').map((line) => ({ kind: 'code', pieces: [{ text: line, look: {} }] }));

const lineOf = (line: string, nameOf: NameOf): Line => {
  const quoted = /^(?:&gt;|>) ?(.*)$/.exec(line)?.[1];
  return quoted === undefined
    ? { kind: 'line', pieces: piecesOf(line, {}, nameOf) }
    : { kind: 'quote', pieces: piecesOf(quoted, {}, nameOf) };
};

/** Things that nothing within them can end. */
const ATOM = '<[^<>\\n]+>|`[^`\\n]+`';
const within = (mark: string): string =>
  `(?<![\\w${mark}])${mark}(?![\\s${mark}])((?:${ATOM}|[^${mark}\\n<\`]|<(?![^<>\\n]+>)|\`(?![^\`\\n]+\`))+)(?<!\\s)${mark}(?![\\w${mark}])`;
const MARKED = new RegExp(
  `<([^<>\\n]+)>|\`([^\`\\n]+)\`|${within('\\*')}|${within('_')}|${within('~')}|(https?:\\/\\/[^\\s<>|]+)`,
  'g',
);

const piecesOf = (text: string, look: Look, nameOf: NameOf): readonly Piece[] => {
  const pieces: Piece[] = [];
  let end = 0;
  const plain = (to: number): void => {
    if (to > end) pieces.push({ text: emojied(decoded(text.slice(end, to))), look });
  };
  for (const match of text.matchAll(MARKED)) {
    plain(match.index);
    end = match.index + match[0].length;
    const [, entity, code, bold, italic, strike, url] = match;
    if (entity !== undefined) pieces.push(entityPiece(entity, look, nameOf));
    if (code !== undefined) pieces.push({ text: decoded(code), look: { ...look, code: true } });
    if (bold !== undefined) pieces.push(...piecesOf(bold, { ...look, bold: true }, nameOf));
    if (italic !== undefined) pieces.push(...piecesOf(italic, { ...look, italic: true }, nameOf));
    if (strike !== undefined) pieces.push(...piecesOf(strike, { ...look, strike: true }, nameOf));
    if (url !== undefined) pieces.push({ text: decoded(url), href: decoded(url), look });
  }
  plain(text.length);
  return pieces;
};

/** `@U…`, `#C…`, `!channel`, `!date^…|fallback`, `https://…|words`. */
const entityPiece = (entity: string, look: Look, nameOf: NameOf): Piece => {
  const [target = '', words] = entity.split('|', 2).map(decoded);
  if (/^[@#][A-Z0-9]+$/.test(target)) {
    return { text: `${target.charAt(0)}${nameOf(target.slice(1))}`, look, isMention: true };
  }
  const group = /^!subteam\^([A-Z0-9]+)$/.exec(target)?.[1];
  if (group !== undefined) return { text: `@${nameOf(group)}`, look, isMention: true };
  if (/^!(?:here|channel|everyone)$/.test(target)) {
    return { text: `@${target.slice(1)}`, look, isMention: true };
  }
  if (target.startsWith('!')) return { text: words ?? `<${target}>`, look };
  if (/^(?:https?:\/\/|mailto:)/.test(target)) {
    return { text: emojied(words ?? target), href: target, look };
  }
  return { text: `<${decoded(entity)}>`, look };
};

const decoded = (text: string): string =>
  text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

const EMOJI: Readonly<Record<string, string>> = {
  white_check_mark: '✅',
  hourglass_flowing_sand: '⏳',
  no_entry: '⛔',
  warning: '⚠️',
  lock: '🔒',
  rocket: '🚀',
  x: '❌',
};

const emojied = (text: string): string =>
  text.replaceAll(/:(\w+):/g, (whole, name: string) => EMOJI[name] ?? whole);

export const richLines = (part: RichPart, nameOf: NameOf): readonly Line[] => {
  switch (part.type) {
    case 'rich_text_section':
      return brokenUp('line', part.elements, nameOf);
    case 'rich_text_quote':
      return brokenUp('quote', part.elements, nameOf);
    case 'rich_text_preformatted':
      return brokenUp('code', part.elements, nameOf);
    case 'rich_text_list': {
      const { style, offset = 0, indent = 0 } = part;
      return part.elements.map(({ elements }, index) => ({
        kind: 'item',
        mark: style === 'ordered' ? `${offset + index + 1}.` : '•',
        indent,
        pieces: elements.map((each) => richPiece(each, nameOf)),
      }));
    }
  }
};

const brokenUp = (
  kind: Line['kind'],
  elements: readonly RichElement[],
  nameOf: NameOf,
): readonly Line[] => {
  const lines: Piece[][] = [[]];
  for (const piece of elements.map((each) => richPiece(each, nameOf))) {
    for (const [index, text] of piece.text.split('\n').entries()) {
      if (index > 0) lines.push([]);
      if (text !== '') lines.at(-1)?.push({ ...piece, text });
    }
  }
  if (lines.length > 1 && lines.at(-1)?.length === 0) lines.pop();
  return lines.map((pieces) => ({ kind, pieces }));
};

const richPiece = (element: RichElement, nameOf: NameOf): Piece => {
  const look = element.style ?? {};
  switch (element.type) {
    case 'text':
      return { text: element.text, look };
    case 'link':
      return { text: element.text ?? element.url, href: element.url, look };
    case 'emoji':
      return { text: emojied(`:${element.name}:`), look };
    case 'user':
      return { text: `@${nameOf(element.user_id)}`, look, isMention: true };
    case 'usergroup':
      return { text: `@${nameOf(element.usergroup_id)}`, look, isMention: true };
    case 'channel':
      return { text: `#${nameOf(element.channel_id)}`, look, isMention: true };
    case 'broadcast':
      return { text: `@${element.range}`, look, isMention: true };
  }
};
