/**
 * Makes foreign text safe to show in GitHub's Markdown: names, reasons and check names can carry
 * markup, mentions and invisible characters, and must neither be obeyed nor ping anybody.
 */
import { cut } from '../core/cut.ts';

const WORD_JOINER = '\u2060';

/** Plain text in a sentence or a table cell. */
export const text = (value: string): string =>
  visible(value)
    .replace(/[\\`*_{}[\]()#+!|<>~&]/g, (char) => `\\${char}`)
    .replace(LINKING, `$&${WORD_JOINER}`)
    .replace(/\$/g, '<span>$</span>')
    .replace(/\n/g, ' ');

/**
 * After Markdown GitHub looks through the text once more, where no backslash helps (docs: "Autolinked
 * references and URLs"): what it makes links of, calls people by, and tells other pages of. Nor does one
 * keep a dollar from beginning a formula (docs: "Writing mathematical expressions").
 */
const LINKING = /[@#]|:(?=\/\/)|www(?=\.)|(?<![a-z\d])gh-(?=\d)/gi;

/** The same as a part of a sentence that goes on: without its own full stop. */
export const clause = (value: string): string => text(value.replace(/(?<![\s.])[\s.]+$/, ''));

/**
 * In a code span, whatever backticks the text has itself. Pipes would end a table's cell; backslashes
 * before one are doubled, as there they come in pairs.
 */
export const code = (value: string): string => {
  const shown = visible(value)
    .replace(/\n/g, ' ')
    .replace(/(?<!\\)(\\*)\|/g, '$1$1\\|');
  const runs = shown.match(/`+/g) ?? [];
  const longest = runs.reduce((most, { length }) => Math.max(most, length), 0);
  const fence = '`'.repeat(longest + 1);
  const space = longest > 0 ? ' ' : '';
  return shown === '' ? '` `' : `${fence}${space}${shown}${space}${fence}`;
};

/** A URL that may stand in a link, or null for one that may not. */
export const href = (value: string): string | null =>
  /^https?:\/\/[^\s\p{Cc}\p{Cf}\p{Cs}<>()"'`|\\]+$/u.test(value) ? value : null;

/** Cut to a limit at the end of a line, with a note of what follows. */
export const cutAtLine = (value: string, limit: number, note: string): string => {
  if (value.length <= limit) return value;
  const room = cut(value, limit - note.length - 2);
  const end = room.lastIndexOf('\n');
  return `${end > 0 ? room.slice(0, end) : room}\n\n${note}`;
};

/** Characters that hide, turn text around or are none are shown as their code points. */
const visible = (value: string): string =>
  value.replace(
    /[[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]--\n]/gv,
    (char) => `(U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')})`,
  );
