/** What YAML allows and a policy must not use: it makes files huge, or mean what they do not seem to. */
import { type Document, isScalar, type Node, type ParsedNode, visit, YAMLParseError } from 'yaml';
import { type At, type PolicyProblem, type ProblemCode, problemAt } from './problem.ts';
import { codePoint, span } from './said.ts';

const KEY = 'A key must be a plain word; a text that begins with a bracket needs quotes.';
/** In a file that is full of them, naming every one helps nobody. */
const MAX_NAMED = 20;

/** Characters that nobody sees, or that turn others around. */
const STRANGE =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g;

/** Copied from web pages: they look like indentation, and are read as letters. */
const STRANGE_SPACE =
  /^ *[\u00a0\u2000-\u200a\u202f\u3000]|[:-][\u00a0\u2000-\u200a\u202f\u3000]/gm;

export const strangeIn = (text: string, path: string): readonly PolicyProblem[] => {
  // One wrong encoding is one problem, however many letters it spoils.
  const spoiled = /\ufffd/.exec(text);
  const all = [...text.matchAll(STRANGE), ...text.matchAll(STRANGE_SPACE)];
  const strange = spoiled === null ? all.sort((a, b) => a.index - b.index) : [spoiled];
  return strange.slice(0, MAX_NAMED).map(({ 0: matched, index }) => {
    const before = text.slice(0, index + matched.length - 1).split('\n');
    const line = before.length;
    const column = (before.at(-1) ?? '').length + 1;
    const place = { path, line, column, endLine: line, endColumn: column + 1 };
    return problemAt(place, [], strangeWords(matched.slice(-1)));
  });
};

const strangeWords = (char: string): Pick<PolicyProblem, 'code' | 'found' | 'message'> => {
  if (char === '\ufffd')
    return { code: 'not_utf8', found: null, message: 'This is not UTF-8: save the file as UTF-8.' };
  const found = codePoint(char);
  const message = /[\u00a0\u2000-\u200a\u202f\u3000]/.test(char)
    ? `An unusual space (${found}) stands here; type an ordinary one.`
    : `The invisible character ${found} stands here; take it out.`;
  return { code: 'control_character', found, message };
};

/** Keys that stand twice in their mapping. */
export const twiceIn = ({ contents }: Document<ParsedNode>): readonly YAMLParseError[] => {
  const errors: YAMLParseError[] = [];
  if (contents === null) return errors;
  visit(contents, {
    Map: (_key, { items }) => {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        const [start = 0] = key.range ?? [];
        if (seen.has(key.value))
          errors.push(new YAMLParseError([start, start + 1], 'DUPLICATE_KEY', 'twice'));
        seen.add(key.value);
      }
    },
  });
  return errors;
};

export const unwantedIn = (
  document: Document<ParsedNode>,
  text: string,
  at: At,
): readonly PolicyProblem[] => {
  const problems: PolicyProblem[] = [];
  const note = (node: Node | null, code: ProblemCode, message: string): void => {
    const [start = 0, end = start] = node?.range ?? [];
    if (problems.length < MAX_NAMED)
      problems.push(problemAt(at(start, end), [], { code, message }));
  };
  if (/^%/m.test(text.slice(0, text.search(/^---/m) + 1)))
    note(null, 'tag', 'Lines that begin with `%` are not taken here; a policy is YAML 1.2.');
  if (document.contents === null) return problems;
  visit(document.contents, {
    Pair: (_key, { key }) => {
      if (!isScalar(key)) note(key as Node | null, 'complex_key', KEY);
    },
    Alias: (_key, node) => {
      const message = `The alias ${span(`*${node.source}`)} is not taken here; write the value out.`;
      note(node, 'alias', message);
    },
    Value: (_key, node) => {
      if (node.tag !== undefined)
        note(
          node,
          'tag',
          `The tag ${span(node.tag.replace('tag:yaml.org,2002:', '!!'))} is not taken here; write the plain value.`,
        );
    },
  });
  return problems;
};
