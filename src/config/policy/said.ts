/** How values of a policy file are shown in a sentence about it. */

const MAX_SHOWN = 60;

/** In a code span, on one line, with nothing in it that hides or ends the span. */
export const span = (value: string): string => spanOf(value, MAX_SHOWN);

/** The same of another length. */
export const spanOf = (value: string, most: number): string => {
  // Of a whole file in one text only the beginning is taken apart.
  const cut = [...value.slice(0, 2 * most)].slice(0, most).join('');
  const shown = cut.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, (char) => `(${codePoint(char)})`);
  return `\`${shown.replaceAll('`', "'")}${cut.length < value.length ? '…' : ''}\``;
};

export const codePoint = (char: string): string =>
  `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** What was written, with its kind where that is the point. */
export const show = (value: unknown): string => {
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  if (value === null) return 'empty';
  if (value === '') return 'an empty text';
  const isQuoted = typeof value === 'string' && /^(?:true|false|[-+]?[\d.]+)$/.test(value);
  return isQuoted ? `the text ${span(value)}` : span(String(value));
};

/** `a`, `b` or `c`. */
export const orList = (each: readonly string[]): string =>
  each.length < 2 ? each.join('') : `${each.slice(0, -1).join(', ')} or ${each.at(-1)}`;
