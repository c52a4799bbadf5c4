/** Finds `for 2h` in a command that takes a time, and never in the middle of what somebody says. */
import { DURATION, durationMs } from '../../core/duration.ts';
import { DAY } from '../../core/instant.ts';
import { no, ok, type Result } from '../../core/result.ts';
import { type Piece, quotedLength, writtenOf } from './pieces.ts';
import { shown } from './said.ts';

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
  const quoted = quotedLength(behind);
  if (quoted === 0 && mayEnd(behind)) return no(UNSURE);
  const [reason, rest] = [behind.slice(0, quoted), behind.slice(quoted)];
  const [preposition, last, ...more] = rest;
  if (quoted === 0 || preposition === undefined || !isFor(preposition) || more.length > 0)
    return ok({ before: words, behind, timeMs: time.value });
  if (time.value !== null) return no('it has two times');
  const behindIt = timeIn(last);
  return behindIt.ok ? ok({ before: words, behind: reason, timeMs: behindIt.value }) : behindIt;
};

/** How a time is written, as the end of a sentence. */
export const HOW_LONG = 'how long is written as `for 30m`, `for 2h` or `for 1d12h`';

/**
 * A time as people say it, or an end: taken for a part of the reason, a lock would never end. A number
 * of something else is none.
 */
const SPELLED =
  /\sfor\s+(?:(?:[\w.,-]+\s+){0,3}\d*(?:sec(?:ond)?|min(?:ute)?|h(?:ou)?r|day|week|month)s?|(?:\d[\d.,]*\s*[dhms])+)[.,]?$|\s(?:until|till)\s/i;
const UNSURE =
  'put the reason in quotes: it is not clear whether the time at its end is a part of it';

/** Of a reason without quotes. */
const mayEnd = (reason: readonly Piece[]): boolean => SPELLED.test(` ${writtenOf(reason)}`);

/** A longer time than this would be forgotten. */
const MAX_DAYS = 365;

const timeIn = (piece: Piece | undefined): Result<number, string> => {
  const text = textOf(piece);
  if (text === '') return no(`nothing stands behind \`for\`; ${HOW_LONG}`);
  if (!DURATION.test(text)) return no(`${shown(`for ${text}`)} is no time; ${HOW_LONG}`);
  const ms = durationMs(text);
  if (ms <= 0) return no(`${shown(`for ${text}`)} would be over at once; ${HOW_LONG}`);
  return ms > MAX_DAYS * DAY ? no(`the time may be ${MAX_DAYS} days at the most`) : ok(ms);
};

const isFor = ({ written }: Piece): boolean => written.toLowerCase() === 'for';

const textOf = (piece: Piece | undefined): string => piece?.text.toLowerCase() ?? '';
