/** Takes what follows a command's name apart: words, flags, quoted texts, and the reason. */

import { cut } from '../../core/cut.ts';
import { closest } from '../../core/names.ts';
import { no, ok, type Result } from '../../core/result.ts';
import { type Piece, quotedLength, writtenOf } from './pieces.ts';
import { readTime } from './time.ts';

export interface Tokens {
  readonly words: readonly string[];
  /** Without their dashes. */
  readonly flags: ReadonlySet<string>;
  /** What follows `because`, quotes removed. */
  readonly reason: string | null;
  /** What stands behind a reason in quotes, and is no part of it for who reads it; empty for nothing. */
  readonly stray: string;
  /** What `for` names, in milliseconds. */
  readonly timeMs: number | null;
  /** Everything but the flags, in order. */
  readonly plain: readonly Piece[];
}

const MAX_REASON = 500;

/**
 * `because` takes a quoted text, or everything up to the next flag or the end. Where the command takes
 * a time, `for 2h` is one before `because`, or behind a quoted reason.
 */
export const readTokens = (
  rest: string,
  known: readonly string[],
  takesTime = false,
): Result<Tokens, string> => {
  const pieces = piecesOf(rest, known);
  const flags = pieces.flatMap(({ flag }) => (flag === null ? [] : [flag]));
  const unknown = flags.find((flag) => !known.includes(flag));
  if (unknown !== undefined) return no(unknownFlag(unknown, known));
  const plain = pieces.filter(({ flag }) => flag === null);
  const because = plain.findIndex(isBecause);
  const [before, behind] =
    because < 0 ? [plain, []] : [plain.slice(0, because), plain.slice(because + 1)];
  const timed = takesTime ? readTime(before, behind) : ok({ before, behind, timeMs: null });
  if (!timed.ok) return timed;
  const { timeMs } = timed.value;
  const words = timed.value.before.map((each) => each.text).filter((word) => word !== '');
  if (because < 0)
    return ok({ words, flags: new Set(flags), reason: null, stray: '', timeMs, plain });
  const reason = reasonOf(timed.value.behind);
  if (reason === '') return no('`because` needs a reason behind it');
  const problem = reasonProblem(reason);
  if (problem !== null) return no(problem);
  const stray = strayOf(timed.value.behind);
  return ok({ words, flags: new Set(flags), reason, stray, timeMs, plain });
};

const strayOf = (behind: readonly Piece[]): string => {
  const quoted = quotedLength(behind);
  return quoted === 0 ? '' : writtenOf(behind.slice(quoted));
};

/** The text from a word on, as it was written; a `because` that begins it is no part of it. */
export const textFrom = ({ plain }: Tokens, word: number): string => {
  const [first, ...more] = plain.slice(word);
  if (first === undefined) return '';
  return reasonOf(isBecause(first) ? more : [first, ...more]);
};

/** A reason is kept whole or not at all. */
export const reasonProblem = (reason: string): string | null =>
  reason.length > MAX_REASON
    ? `the reason has ${reason.length} characters and may have ${MAX_REASON}`
    : null;

const isBecause = ({ written }: Piece): boolean => written.toLowerCase() === 'because';

/** Straight quotes, those that phones make of them, and those of other languages. */
const PIECE =
  /"((?:[^"\\]|\\.)*)"|[\u201c-\u201e]([^\u201c-\u201e]*)[\u201c\u201d]|\u00ab([^\u00bb]*)\u00bb|\S+/g;

const piecesOf = (rest: string, known: readonly string[]): readonly Piece[] => {
  let end = 0;
  return [...rest.matchAll(PIECE)].map(
    ({ 0: written, 1: straight, 2: curly, 3: angled, index }) => {
      const gap = rest.slice(end, index);
      end = index + written.length;
      const quoted = straight?.replace(/\\(.)/g, '$1') ?? curly ?? angled;
      if (quoted !== undefined) return { gap, written, text: quoted.trim(), flag: null };
      return { gap, written, text: withoutStars(written), flag: flagOf(written, known) };
    },
  );
};

/** People write `**staging**` to stress `staging`. */
const withoutStars = (word: string): string => word.replace(/^([*_]{1,3})(.+)\1$/, '$2');

/** Phones make one long dash of two, and a single one is a slip; before any other word it is just a dash. */
const flagOf = (written: string, known: readonly string[]): string | null => {
  const name = written.replace(/^(?:--?|[\u2013\u2014])/, '').toLowerCase();
  if (written.startsWith('--')) return name;
  return name.length < written.length && known.includes(name) ? name : null;
};

const reasonOf = (pieces: readonly Piece[]): string => {
  const [only] = pieces;
  if (only !== undefined && pieces.length === 1 && only.text !== only.written) return only.text;
  return withoutQuotes(writtenOf(pieces)).trim();
};

/** Of `"she said "now""` the outer pair goes, of `"now" or "never"` none, and a lone one goes. */
const withoutQuotes = (said: string): string => {
  const inner = /^(["'\u2018\u201c-\u201e])(.*?)(["'\u2019\u201c\u201d]?)$/.exec(said);
  if (inner === null) return said;
  const [, opening, text = '', closing] = inner;
  const isSingle = opening === "'" || opening === '\u2018';
  if (isSingle && closing === '') return said;
  const first = text.search(isSingle ? /['\u2019](?!\w)/ : /["\u201c-\u201e]/);
  return first < 0 || /\s$/.test(text.slice(0, first)) ? text : said;
};

const unknownFlag = (flag: string, known: readonly string[]): string => {
  const shown = `\`--${cut(flag, 40).replaceAll('`', "'")}\``;
  if (known.length === 0) return `${shown} is not known here`;
  const near = closest(flag.replace(/=.*/, ''), known);
  if (near !== null) return `${shown} is not known; \`--${near}\` was probably meant`;
  return `${shown} is not known; known: ${known.map((each) => `\`--${each}\``).join(', ')}`;
};
