/** Measures how deep a file is nested before it is parsed: the parser recurses, and this does not. */
import { type CST, Parser } from 'yaml';
import { type PolicyProblem, problemAt } from './problem.ts';

const MAX_DEPTH = 32;

/** Empty where the file is within the limit. */
export const depthProblems = (text: string, path: string): readonly PolicyProblem[] => {
  const waiting = [...new Parser().parse(text)].map((token) => ({ token, depth: 0 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const inner = childrenOf(next.token);
    const depth = next.depth + ('items' in next.token ? 1 : 0);
    if (depth > MAX_DEPTH) return [tooDeep(text, next.token.offset, path)];
    for (const token of inner) waiting.push({ token, depth });
  }
  return [];
};

const childrenOf = (token: CST.Token): readonly CST.Token[] => {
  if (token.type === 'document') return token.value === undefined ? [] : [token.value];
  if (!('items' in token)) return [];
  return token.items.flatMap(({ key, value }) => [key, value].filter((each) => each != null));
};

const tooDeep = (text: string, offset: number, path: string): PolicyProblem => {
  const before = text.slice(0, offset).split('\n');
  const line = before.length;
  const column = (before.at(-1) ?? '').length + 1;
  const message = `The file is nested deeper than ${MAX_DEPTH} levels from here on.`;
  const place = { path, line, column, endLine: line, endColumn: column + 1 };
  return problemAt(place, [], { code: 'too_deep', message });
};
