/** Finds `for 2h` in a command that takes a time, and never in the middle of what somebody says. */
import { DURATION, durationMs } from '../../core/duration.ts';
import { DAY } from '../../core/instant.ts';
import { no, ok, type Result } from '../../core/result.ts';

/** A part of a command: a word, or a text in quotes. */
export interface Piece {
  /** The spaces before it. */
  readonly gap: string;
  readonly written: string;
  /** Without its quotes. */
  readonly text: string;
  /** Lower case, without its dashes; null for anything but a flag. */
  readonly flag: string | null;
}

interface Timed {
  readonly before: readonly Piece[];
  readonly behind: readonly Piece[];
  readonly timeMs: number | null;
}

/** Of what stands before `because` and behind it, without the time. */
export const readTime = (
  before: readonly Piece[],
  behind: readonly Piece[],
): Result<Timed, string> => {
  const at = before.findIndex(isFor);
  const time = at < 0 ? ok(null) : timeIn(before[at + 1]);
  if (!time.ok) return time;
  const words = at < 0 ? before : before.toSpliced(at, 2);
  const [beforeLast, last] = behind.slice(-2);
  if (beforeLast === undefined || !isFor(beforeLast) || !DURATION.test(textOf(last))) {
    const [reason, preposition] = behind;
    const isCut = reason !== undefined && preposition !== undefined && isFor(preposition);
    if (isCut && isQuoted([reason])) return no(NO_TIME);
    if (!isQuoted(behind) && SPELLED.test(writtenOf(behind))) return no(UNSURE);
    return ok({ before: words, behind, timeMs: time.value });
  }
  const reason = behind.slice(0, -2);
  if (!isQuoted(reason)) return no(UNSURE);
  if (time.value !== null) return no('it has two times');
  const behindIt = timeIn(last);
  return behindIt.ok ? ok({ before: words, behind: reason, timeMs: behindIt.value }) : behindIt;
};

const NO_TIME = '`for` needs a time such as `30m`, `2h` or `1d12h` behind it';
/** A time as people say it, at the end of a reason: taken for a part of it, a lock would never end. */
const SPELLED = /\sfor\s+\d+\s*(?:sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week)s?\.?$/i;
const UNSURE =
  'put the reason in quotes: it is not clear whether the time at its end is a part of it';

/** A longer time than this would be forgotten. */
const MAX_DAYS = 365;

const timeIn = (piece: Piece | undefined): Result<number, string> => {
  const text = textOf(piece);
  if (!DURATION.test(text))
    return no('`for` needs a time such as `30m`, `2h` or `1d12h` behind it');
  const ms = durationMs(text);
  if (ms <= 0) return no('that is no time at all');
  return ms > MAX_DAYS * DAY ? no(`the time may be ${MAX_DAYS} days at the most`) : ok(ms);
};

const isQuoted = (pieces: readonly Piece[]): boolean => {
  const said = writtenOf(pieces).trim();
  return /^["'\u2018\u201c-\u201e\u00ab].*["'\u2019\u201c\u201d\u00bb]$/.test(said);
};

const writtenOf = (pieces: readonly Piece[]): string =>
  pieces.map(({ gap, written }) => gap + written).join('');

const isFor = ({ written }: Piece): boolean => written.toLowerCase() === 'for';

const textOf = (piece: Piece | undefined): string => piece?.text.toLowerCase() ?? '';
