/** The parts of a command as they were written, and where a text in quotes ends among them. */

/** A word, or a text in quotes. */
export interface Piece {
  /** The spaces before it. */
  readonly gap: string;
  readonly written: string;
  /** Without its quotes. */
  readonly text: string;
  /** Lower case, without its dashes; null for anything but a flag. */
  readonly flag: string | null;
}

export const writtenOf = (pieces: readonly Piece[]): string =>
  pieces
    .map(({ gap, written }) => gap + written)
    .join('')
    .trim();

/** How many of the first pieces are one text in quotes; 0 where none begins there, or it never ends. */
export const quotedLength = (pieces: readonly Piece[]): number =>
  pieces.findIndex(
    (_, index) => isQuoted(writtenOf(pieces.slice(0, index + 1))) && pieces[index + 1]?.gap !== '',
  ) + 1;

/** Every quote that was opened is closed: of `"she said "now""` the second one closes nothing. */
const isQuoted = (said: string): boolean => {
  const double = /^["\u201c-\u201e\u00ab].*["\u201c\u201d\u00bb]$/.test(said);
  if (double) return quotesIn(said.replace(/\\./g, ''), /["\u201c-\u201e\u00ab\u00bb]/g) % 2 === 0;
  const single = /^['\u2018].*['\u2019]$/.test(said);
  // Inside a word it is an apostrophe.
  return single && quotesIn(said.slice(1), /['\u2019](?!\w)/g) === 1;
};

const quotesIn = (said: string, quote: RegExp): number => [...said.matchAll(quote)].length;
