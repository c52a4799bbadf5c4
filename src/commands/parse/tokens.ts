/** Takes what follows a command's name apart: words, flags, quoted texts, and the reason. */
import { no, ok, type Result } from '../../core/result.ts';

export interface Tokens {
  readonly words: readonly string[];
  /** Without their dashes. */
  readonly flags: ReadonlySet<string>;
  /** What follows `because`, quotes removed. */
  readonly reason: string | null;
}

const MAX_REASON = 500;

/** `because` takes a quoted text, or everything up to the next flag or the end. */
export const readTokens = (rest: string, known: readonly string[]): Result<Tokens, string> => {
  const pieces = piecesOf(rest);
  const flags = pieces
    .filter((piece) => piece.isFlag)
    .map((piece) => piece.text.slice(2).toLowerCase());
  const unknown = flags.find((flag) => !known.includes(flag));
  if (unknown !== undefined) return no(unknownFlag(unknown, known));
  const plain = pieces.filter((piece) => !piece.isFlag);
  const because = plain.findIndex(
    (piece) => !piece.isQuoted && piece.text.toLowerCase() === 'because',
  );
  const text = (from: readonly Piece[]): readonly string[] => from.map((piece) => piece.text);
  if (because < 0) return ok({ words: text(plain), flags: new Set(flags), reason: null });
  const words = text(plain.slice(0, because));
  const reason = text(plain.slice(because + 1))
    .join(' ')
    .trim();
  if (reason === '') return no('`because` needs a reason behind it');
  if (reason.length > MAX_REASON) return no(`a reason has at most ${MAX_REASON} characters`);
  return ok({ words, flags: new Set(flags), reason });
};

interface Piece {
  readonly text: string;
  readonly isQuoted: boolean;
  readonly isFlag: boolean;
}

const piecesOf = (rest: string): readonly Piece[] =>
  [...rest.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(([whole, quoted, bare]) =>
    quoted === undefined
      ? { text: bare ?? whole, isQuoted: false, isFlag: whole.startsWith('--') }
      : { text: quoted.replace(/\\(.)/g, '$1'), isQuoted: true, isFlag: false },
  );

const unknownFlag = (flag: string, known: readonly string[]): string => {
  const list = known.map((each) => `\`--${each}\``).join(', ');
  return known.length === 0
    ? `\`--${flag.slice(0, 40)}\` is not known here`
    : `\`--${flag.slice(0, 40)}\` is not known; known: ${list}`;
};
