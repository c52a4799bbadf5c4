/**
 * Reads the YAML of a policy file within bounds, and remembers where each value stood so that a
 * problem found later can name its line and column.
 */
import {
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  type YAMLMap,
} from 'yaml';
import { no, ok, type Result } from '../../core/result.ts';
import { depthProblems } from './depth.ts';
import {
  type At,
  type Path,
  type Place,
  type Places,
  type PolicyProblem,
  problemAt,
} from './problem.ts';
import { strangeIn, twiceIn, unwantedIn } from './unwanted.ts';
import { isFatal, yamlProblems } from './yaml-problems.ts';

const MAX_BYTES = 256 * 1024;

interface Read {
  readonly value: unknown;
  readonly places: Places;
  /** Wrong, but no obstacle to finding what else is wrong. */
  readonly problems: readonly PolicyProblem[];
}

export const readYaml = (written: string, path: string): Result<Read, readonly PolicyProblem[]> => {
  const top: Place = { path, line: 1, column: 1, endLine: 1, endColumn: 1 };
  if (Buffer.byteLength(written) > MAX_BYTES) {
    const message = 'The file is larger than 256 KiB.';
    return no([problemAt(top, [], { code: 'too_large', message })]);
  }
  // Editors on Windows put a byte order mark before the text.
  const text = written.replace(/^\ufeff/, '');
  const strange = strangeIn(text, path);
  if (strange.length > 0) return no(strange);
  const deep = depthProblems(text, path);
  if (deep.length > 0) return no(deep);
  const counter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: counter,
    // It compares each key with all before it, which takes minutes for a large file of keys.
    uniqueKeys: false,
    version: '1.2',
    prettyErrors: false,
  });
  const at: At = (start, end) => placeOf(counter, path, start, Math.max(start, end));
  const errors = [...document.errors, ...twiceIn(document)];
  const problems = yamlProblems(errors, text, at);
  if (problems.some(isFatal)) return no(problems);
  const unwanted = unwantedIn(document, text, at);
  if (unwanted.length > 0) return no([...problems, ...unwanted]);
  const pairs = pairsOf();
  const places: Places = (asked, key = false) => {
    const [start = 0, end = start] = nodeAt(document.contents, asked, { key, pairs })?.range ?? [];
    return at(start, end);
  };
  return ok({ value: document.toJS({ maxAliasCount: 0 }) as unknown, places, problems });
};

const placeOf = (counter: LineCounter, path: string, start: number, end: number): Place => {
  const from = counter.linePos(start);
  const to = counter.linePos(end);
  const line = Math.max(1, from.line);
  const column = Math.max(1, from.col);
  return { path, line, column, endLine: Math.max(line, to.line), endColumn: Math.max(1, to.col) };
};

/** By key. Each mapping is gone through once, however many of its keys are asked for. */
type Pairs = (map: YAMLMap) => ReadonlyMap<string, Pair>;

const pairsOf = (): Pairs => {
  const known = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  return (map) => {
    const before = known.get(map);
    if (before !== undefined) return before;
    const named = map.items.flatMap((pair): readonly [string, Pair][] =>
      isScalar(pair.key) ? [[String(pair.key.value ?? ''), pair]] : [],
    );
    // Of a key that stands twice the first.
    const pairs = new Map(named.toReversed());
    known.set(map, pairs);
    return pairs;
  };
};

/** The node of a path, or the nearest one around it that there is. */
const nodeAt = (
  contents: unknown,
  path: Path,
  asked: { readonly key: boolean; readonly pairs: Pairs },
): Node | null => {
  let node = contents as Node | null;
  for (const [index, step] of path.entries()) {
    const key = asked.key && index === path.length - 1;
    const inner = child(node, step, { ...asked, key });
    if (inner === null) return node;
    node = inner;
  }
  return node;
};

const child = (
  node: Node | null,
  step: string | number,
  { key, pairs }: { readonly key: boolean; readonly pairs: Pairs },
): Node | null => {
  if (isSeq(node)) return typeof step === 'number' ? ((node.items[step] as Node) ?? null) : null;
  if (!isMap(node)) return null;
  const pair = pairs(node).get(String(step));
  if (pair === undefined) return null;
  // An empty value has no place of its own: its key has.
  return (key ? pair.key : (pair.value ?? pair.key)) as Node;
};
