/**
 * Words that name a value, such as `to 4f2a91c`: before `because`, or behind a quoted reason. In a
 * reason without quotes every word is its own.
 */
import { no, ok, type Result } from '../../core/result.ts';
import { type Piece, quotedLength, writtenOf } from './pieces.ts';
import { type Tokens, textFrom } from './tokens.ts';

export interface Paired {
  /** What is left: the words before `because`, and the reason. */
  readonly words: readonly string[];
  readonly reason: string | null;
  readonly isQuoted: boolean;
  /** What stands behind a reason in quotes and names nothing; empty for nothing. */
  readonly stray: string;
  /** By the word that names it. */
  readonly values: ReadonlyMap<string, string>;
}

export const readPairs = (tokens: Tokens, names: readonly string[]): Result<Paired, string> => {
  const { plain } = tokens;
  const because = plain.findIndex(({ written }) => written.toLowerCase() === 'because');
  const words = because < 0 ? plain : plain.slice(0, because);
  const reason = because < 0 ? [] : plain.slice(because);
  const quoted = quotedLength(reason.slice(1));
  const end = quoted === 0 ? reason.length : quoted + 1;
  const values = new Map<string, string>();
  const before = takeOut(words, names, values);
  if (!before.ok) return before;
  const behind = takeOut(reason.slice(end), names, values);
  if (!behind.ok) return behind;
  const left = { ...tokens, plain: reason.slice(0, end) };
  return ok({
    words: before.value.map(({ text }) => text).filter((word) => word !== ''),
    reason: because < 0 ? null : textFrom(left, 0),
    isQuoted: quoted > 0,
    stray: writtenOf(behind.value),
    values,
  });
};

/** What is left of the pieces; the pairs go into `values`. */
const takeOut = (
  pieces: readonly Piece[],
  names: readonly string[],
  values: Map<string, string>,
): Result<readonly Piece[], string> => {
  const left: Piece[] = [];
  for (let index = 0; index < pieces.length; index += 1) {
    const piece = pieces[index];
    if (piece === undefined) break;
    const name = piece.text.toLowerCase();
    if (quotedLength([piece]) > 0 || !names.includes(name)) {
      left.push(piece);
      continue;
    }
    const value = pieces[index + 1]?.text;
    if (value === undefined || names.includes(value.toLowerCase()))
      return no(`nothing stands behind \`${name}\``);
    if (values.has(name)) return no(`\`${name}\` stands there twice`);
    values.set(name, value);
    index += 1;
  }
  return ok(left);
};
