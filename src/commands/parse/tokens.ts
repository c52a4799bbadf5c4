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
  const parts = [...rest.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)];
  const words: string[] = [];
  const flags = new Set<string>();
  let reason: string[] | null = null;
  for (const [whole, quoted, bare] of parts) {
    const word = quoted === undefined ? (bare ?? whole) : quoted.replace(/\\(.)/g, '$1');
    const isFlag = quoted === undefined && word.startsWith('--');
    if (isFlag) {
      const flag = word.slice(2).toLowerCase();
      if (!known.includes(flag)) return no(unknownFlag(flag, known));
      flags.add(flag);
    } else if (reason !== null) reason.push(word);
    else if (quoted === undefined && word.toLowerCase() === 'because') reason = [];
    else words.push(word);
  }
  if (reason === null) return ok({ words, flags, reason: null });
  const text = reason.join(' ').trim();
  if (text === '') return no('`because` needs a reason behind it');
  if (text.length > MAX_REASON) return no(`a reason has at most ${MAX_REASON} characters`);
  return ok({ words, flags, reason: text });
};

const unknownFlag = (flag: string, known: readonly string[]): string => {
  const list = known.map((each) => `\`--${each}\``).join(', ');
  return known.length === 0
    ? `\`--${flag.slice(0, 40)}\` is not known here`
    : `\`--${flag.slice(0, 40)}\` is not known; known: ${list}`;
};
