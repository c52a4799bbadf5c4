/** What is wrong with the form of a policy file, in words, each problem at its place. */
import type { z } from 'zod';
import { closest } from '../../core/names.ts';
import { type Path, type Places, type PolicyProblem, problemAt } from './problem.ts';
import { configurableGates } from './schema.ts';

type Issue = z.core.$ZodIssue;

/** In the order of the file. */
export const problemsOfText = (
  error: z.ZodError,
  value: unknown,
  places: Places,
): readonly PolicyProblem[] =>
  error.issues
    .flatMap((issue) => fromIssue(issue, [], value, places))
    .sort((a, b) => a.line - b.line || a.column - b.column);

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
    case 'invalid_union':
      return fromUnion(issue, path, value, places);
    default:
      return [mismatch(issue, path, value, places)];
  }
};

const TOP = ['version', 'people', 'programs', 'environments'];
const ENVIRONMENT = [
  'name',
  'after',
  'fan_in',
  'aliases',
  'production',
  'url',
  'gates',
  'approvals',
  'separation_of_duties',
  'unknown_authors',
  'allow_forks',
  'allow',
  'on_block',
  'execute',
  'queue',
  'expire_after',
  'deploy',
];

const knownKeys = (path: Path): readonly string[] => {
  if (path.length === 0) return TOP;
  const last = path.at(-1);
  if (last === 'gates') return configurableGates;
  return path.length === 2 && path[0] === 'environments' ? ENVIRONMENT : [];
};

const unknownKey = (key: string, parent: Path, places: Places): PolicyProblem => {
  const path = [...parent, key];
  const isGate = parent.at(-1) === 'gates';
  const didYouMean = closest(key, knownKeys(parent));
  const hint = didYouMean === null ? '' : ` Did you mean \`${didYouMean}\`?`;
  const elsewhere =
    isGate && ['approvals', 'separation-of-duties', 'separation_of_duties'].includes(key);
  const message = elsewhere
    ? `\`${key}\` is not configured under \`gates\`: write \`${key.replaceAll('-', '_')}\` in the environment itself.`
    : isGate
      ? `There is no gate \`${key}\`.${hint} Known: ${configurableGates.join(', ')}.`
      : `\`${key}\` is not known here.${hint}`;
  return problemAt(places(path, true), path, {
    code: isGate ? 'unknown_gate' : 'unknown_key',
    found: key,
    didYouMean,
    message,
  });
};

/** Of a union, the branch that fits the kind of value that was written says what is wrong. */
const fromUnion = (
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  value: unknown,
  places: Places,
): readonly PolicyProblem[] => {
  const found = valueAt(value, path);
  const isPlain = typeof found !== 'object' || found === null;
  const branches = issue.errors.filter((branch) =>
    branch.some((each) => each.path.length > 0 || each.code !== 'invalid_type'),
  );
  const best = isPlain ? undefined : branches.toSorted((a, b) => depth(b) - depth(a))[0];
  if (best !== undefined && best.length > 0) {
    return best.flatMap((each) => fromIssue(each, path, value, places));
  }
  return [mismatch(issue, path, value, places)];
};

const depth = (branch: readonly Issue[]): number =>
  Math.max(...branch.map((each) => each.path.length + (each.code === 'unrecognized_keys' ? 1 : 0)));

const mismatch = (issue: Issue, path: Path, value: unknown, places: Places): PolicyProblem => {
  const written = valueAt(value, path);
  const missing = written === undefined;
  const expected = expectedOf(issue);
  const name = String(path.at(-1) ?? 'the file');
  const found = missing ? null : show(written);
  const known = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  const didYouMean = typeof written === 'string' ? closest(written, known) : null;
  const hint = didYouMean === null ? '' : ` Did you mean \`${didYouMean}\`?`;
  const message = missing
    ? `\`${name}\` is missing; expected ${expected}.`
    : `\`${name}\` is ${found}; expected ${expected}.${hint}`;
  return problemAt(places(path), path, {
    code: missing ? 'missing' : issue.code,
    found,
    expected,
    didYouMean,
    message,
  });
};

const expectedOf = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      return article(issue.expected);
    case 'invalid_value':
      return issue.values
        .map((each) => String(each))
        .join(', ')
        .replace(/, ([^,]*)$/, ' or $1');
    case 'too_small':
      return `at least ${issue.minimum}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_format':
      return issue.message.startsWith('Invalid') ? article(issue.format) : issue.message;
    case 'invalid_union':
      return unionExpected(issue);
    default:
      return issue.message.toLowerCase();
  }
};

const unionExpected = (issue: Extract<Issue, { code: 'invalid_union' }>): string => {
  const each = issue.errors.flatMap((branch) =>
    branch.filter((one) => one.path.length === 0).map(expectedOf),
  );
  return [...new Set(each)].join(' or ') || 'another value';
};

const NAMES: Readonly<Record<string, string>> = {
  object: 'a mapping',
  array: 'a list',
  string: 'a text',
  boolean: 'true or false',
  number: 'a number',
  int: 'a whole number',
  record: 'a mapping',
  url: 'a URL such as https://example.com',
};
const article = (kind: string): string => NAMES[kind] ?? kind;

const MAX_SHOWN = 60;

const show = (value: unknown): string => {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a mapping';
  if (value === null) return 'empty';
  return `\`${String(value).slice(0, MAX_SHOWN)}\``;
};

const valueAt = (value: unknown, path: Path): unknown => {
  let at = value;
  for (const step of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string | number, unknown>)[step];
  }
  return at;
};
