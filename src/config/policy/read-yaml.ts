/**
 * Reads the YAML of a policy file within bounds, and remembers where each value stood so that a
 * problem found later can name its line and column.
 */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from 'yaml';
import { no, ok, type Result } from '../../core/result.ts';
import type { Path, Place, Places, PolicyProblem } from './problem.ts';

const MAX_BYTES = 256 * 1024;
const MAX_DEPTH = 32;

interface Read {
  readonly value: unknown;
  readonly places: Places;
}

export const readYaml = (text: string, path: string): Result<Read, readonly PolicyProblem[]> => {
  const top: Place = { path, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const one = (
    message: string,
    code: string,
    place: Place = top,
  ): Result<Read, readonly PolicyProblem[]> =>
    no([{ ...place, where: '', code, found: null, expected: null, didYouMean: null, message }]);
  if (Buffer.byteLength(text) > MAX_BYTES)
    return one('The file is larger than 256 KiB.', 'too_large');
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true, version: '1.2' });
  const at = (start: number, end: number): Place => {
    const from = counter.linePos(start);
    const to = counter.linePos(Math.max(start, end));
    const line = Math.max(1, from.line);
    return {
      path,
      line,
      column: Math.max(1, from.col),
      endLine: Math.max(line, to.line),
      endColumn: Math.max(1, to.col),
    };
  };
  if (document.errors.length > 0) {
    return no(
      document.errors.map((error) => ({
        ...at(error.pos[0], error.pos[1]),
        where: '',
        code: 'yaml',
        found: null,
        expected: null,
        didYouMean: null,
        message: `This is not YAML: ${error.message.split('\n')[0]?.replace(/ at line \d+.*$/, '') ?? error.code}.`,
      })),
    );
  }
  const unwanted = unwantedIn(document.contents);
  if (unwanted !== null)
    return one(unwanted.message, unwanted.code, at(unwanted.start, unwanted.start));
  const places: Places = (asked, key = false) => {
    const node = nodeAt(document.contents, asked, key);
    const [start = 0, end = start] = node?.range ?? [];
    return at(start, end);
  };
  return ok({ value: document.toJS({ maxAliasCount: 0 }) as unknown, places });
};

/** What makes small files large: aliases and depth. A policy needs neither. */
const unwantedIn = (
  contents: unknown,
): { readonly message: string; readonly code: string; readonly start: number } | null => {
  let found: { message: string; code: string; start: number } | null = null;
  const note = (node: unknown, code: string, message: string): symbol => {
    const range = (node as Node).range;
    found = { message, code, start: range?.[0] ?? 0 };
    return visit.BREAK;
  };
  if (contents === null || contents === undefined) return null;
  visit(contents as Node, {
    Alias: (_key, node) =>
      note(node, 'alias', 'Anchors and aliases are not taken here; write the value out.'),
    Node: (_key, node, ancestors) =>
      ancestors.length > MAX_DEPTH * 2
        ? note(node, 'too_deep', `The file is nested deeper than ${MAX_DEPTH} levels.`)
        : undefined,
  });
  return found;
};

/** The node of a path, or the nearest one around it that there is. */
const nodeAt = (contents: unknown, path: Path, key: boolean): Node | null => {
  let node = contents as Node | null;
  for (const [index, step] of path.entries()) {
    const inner = child(node, step, key && index === path.length - 1);
    if (inner === null) return node;
    node = inner;
  }
  return node;
};

const child = (node: Node | null, step: string | number, key: boolean): Node | null => {
  if (isSeq(node)) return typeof step === 'number' ? ((node.items[step] as Node) ?? null) : null;
  if (!isMap(node)) return null;
  const pair = node.items.find(
    (item) => isScalar(item.key) && String(item.key.value) === String(step),
  );
  if (pair === undefined) return null;
  // An empty value has no place of its own: its key has.
  return (key ? pair.key : (pair.value ?? pair.key)) as Node;
};
