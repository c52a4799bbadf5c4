/** What is wrong with the form of a policy file, in words, each problem at its place. */
import type { z } from 'zod';
import { closest } from '../../core/names.ts';
import { configurableGates } from './keys/gates.ts';
import { knownKeys } from './known-keys.ts';
import {
  type Path,
  type Places,
  type PolicyProblem,
  type ProblemCode,
  problemAt,
} from './problem.ts';
import { orList, show, span } from './said.ts';

type Issue = z.core.$ZodIssue;
type Union = Extract<Issue, { code: 'invalid_union' }>;

export const problemsOfText = (
  error: z.ZodError,
  value: unknown,
  places: Places,
): readonly PolicyProblem[] => error.issues.flatMap((issue) => fromIssue(issue, [], value, places));

const fromIssue = (
  issue: Issue,
  prefix: Path,
  value: unknown,
  places: Places,
): readonly PolicyProblem[] => {
  const path = [
    ...prefix,
    ...issue.path.map((step) => (typeof step === 'number' ? step : String(step))),
  ];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, places));
    case 'invalid_key':
      return issue.issues.slice(0, 1).map((inner) => badKey(inner, path, places));
    case 'invalid_union':
      return fromUnion(issue, path, value, places);
    default:
      return [mismatch(issue, path, value, places)];
  }
};

const unknownKey = (key: string, parent: Path, places: Places): PolicyProblem => {
  const path = [...parent, key];
  const isGate = parent.at(-1) === 'gates';
  const moved = elsewhere(key, parent, isGate);
  const didYouMean = moved === null ? closest(key, knownKeys(parent)) : null;
  const hint = hintOf(didYouMean);
  const plain = isGate
    ? `There is no gate ${span(key)}.${hint} Known: ${knownKeys(parent).join(', ')}.`
    : `${key === '' ? 'An empty key' : span(key)} is not known here.${hint}`;
  return problemAt(places(path, true), path, {
    code: isGate ? 'unknown_gate' : 'unknown_key',
    found: key,
    didYouMean,
    message: moved ?? plain,
  });
};

/** Gates that have a key of the environment instead. */
const BESIDE_GATES: Readonly<Record<string, string>> = {
  approvals: 'approvals',
  separation_of_duties: 'separation_of_duties',
  freeze: 'freezes',
  freezes: 'freezes',
};

/** For a key that is right in itself: where it stands. */
const elsewhere = (key: string, parent: Path, isGate: boolean): string | null => {
  const inEnvironment = knownKeys(['environments', 0]);
  const snake = key.replaceAll('-', '_');
  const own = isGate && Object.hasOwn(BESIDE_GATES, snake) ? BESIDE_GATES[snake] : undefined;
  if (own !== undefined)
    return `\`${key}\` is not configured under \`gates\`: write \`${own}\` in the environment itself.`;
  if (isGate && parent.includes('rollback') && configurableGates.some((gate) => gate === key))
    return `\`${key}\` never passes in a rollback: leave it out here.`;
  if (isGate) return null;
  if (parent.length === 2 && configurableGates.some((gate) => gate === key))
    return `\`${key}\` is a gate: write it under \`gates\`.`;
  if (parent.length === 0 && inEnvironment.includes(key))
    return `\`${key}\` belongs to an environment: write it there, below its \`name\`.`;
  return null;
};

const badKey = (inner: Issue, path: Path, places: Places): PolicyProblem => {
  const key = String(path.at(-1));
  const expected = expectedOf(inner);
  const message = `${span(key)} cannot be a key here; expected ${expected}.`;
  const code = codeOf(inner);
  return problemAt(places(path, true), path, { code, found: key, expected, message });
};

/** Of a union, the branch that fits the kind of value that was written says what is wrong. */
const fromUnion = (
  issue: Union,
  path: Path,
  value: unknown,
  places: Places,
): readonly PolicyProblem[] => {
  const found = valueAt(value, path);
  const isPlain = typeof found !== 'object' || found === null;
  const fits = issue.errors.find(
    (branch) => !branch.some((each) => each.path.length === 0 && isOfKind(each)),
  );
  return isPlain || fits === undefined
    ? [mismatch(issue, path, value, places)]
    : fits.flatMap((each) => fromIssue(each, path, value, places));
};

const isOfKind = (issue: Issue): boolean =>
  issue.code === 'invalid_type' || issue.code === 'invalid_value';

const mismatch = (issue: Issue, path: Path, value: unknown, places: Places): PolicyProblem => {
  const written = valueAt(value, path);
  const missing = written === undefined;
  const expected = expectedOf(issue);
  const name = nameOf(path);
  const found = missing ? null : show(written);
  const didYouMean = typeof written === 'string' ? closest(written, valuesOf(issue)) : null;
  const isMeant = didYouMean !== null && didYouMean !== written;
  const quotes = quotesFor(issue, written, expected);
  const message = missing
    ? `${name} is missing; expected ${expected}.`
    : `${name} is ${found}; expected ${expected}${quotes}.${hintOf(isMeant ? didYouMean : null)}`;
  return problemAt(places(path), path, {
    code: missing ? 'missing' : codeOf(issue),
    found,
    expected,
    didYouMean: isMeant ? didYouMean : null,
    message,
  });
};

/** YAML takes `1` for a number and `"1"` for a text, and people see no difference. */
const quotesFor = (issue: Issue, written: unknown, expected: string): string => {
  if (typeof written === 'number' || typeof written === 'boolean')
    return expected === TEXT ? ': put quotes around it' : '';
  const isWord = codeOf(issue) === 'invalid_type' || valuesOf(issue).includes(String(written));
  return isWord && show(written).startsWith('the text') ? ': take the quotes away' : '';
};

const hintOf = (didYouMean: string | null): string =>
  didYouMean === null ? '' : ` Did you mean ${span(didYouMean)}?`;

const nameOf = (path: Path): string => {
  const last = path.at(-1);
  if (last === undefined) return 'The file';
  if (typeof last === 'string') return span(last);
  return `Entry ${last + 1} of ${span(String(path.at(-2)))}`;
};

/** What the plain branches of a union, or the value itself, would have taken. */
const rootsOf = (issue: Issue): readonly Issue[] =>
  issue.code === 'invalid_union'
    ? issue.errors.flatMap((branch) =>
        branch.filter((each) => each.path.length === 0).flatMap(rootsOf),
      )
    : [issue];

const codeOf = (issue: Issue): ProblemCode => {
  const roots = rootsOf(issue);
  const root = roots.find((each) => each.code !== 'invalid_type') ?? roots[0] ?? issue;
  switch (root.code) {
    case 'invalid_type':
    case 'invalid_format':
    case 'too_small':
    case 'too_big':
      return root.code;
    default:
      return 'invalid_value';
  }
};

const valuesOf = (issue: Issue): readonly string[] =>
  rootsOf(issue).flatMap((root) => (root.code === 'invalid_value' ? root.values.map(String) : []));

const expectedOf = (issue: Issue): string => {
  const each = rootsOf(issue).flatMap(expectations);
  return orList([...new Set(each)]) || 'another value';
};

const TEXT = 'a text';
const NAMES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: TEXT,
  number: 'a whole number',
  int: 'a whole number',
  record: 'a mapping',
};

const expectations = (issue: Issue): readonly string[] => {
  switch (issue.code) {
    case 'invalid_type':
      if (!issue.message.startsWith('Invalid')) return [issue.message];
      return issue.expected === 'boolean'
        ? ['`true`', '`false`']
        : [NAMES[issue.expected] ?? issue.expected];
    case 'invalid_value':
      return issue.values.map((each) => span(String(each)));
    case 'too_small':
      return [`at least ${counted(Number(issue.minimum), issue.origin)}`];
    case 'too_big':
      return [`at most ${counted(Number(issue.maximum), issue.origin)}`];
    case 'invalid_format':
      return [issue.message];
    default:
      return [issue.message.toLowerCase()];
  }
};

const counted = (count: number, origin: string): string => {
  if (origin === 'string') return `${count} character${count === 1 ? '' : 's'}`;
  if (origin === 'array') return `${count} ${count === 1 ? 'entry' : 'entries'}`;
  return String(count);
};

const valueAt = (value: unknown, path: Path): unknown => {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
};
