/**
 * Takes the malformed parts out of a file, so that names that clash or point nowhere are reported
 * together with them, and not one push later.
 */
import type { z } from 'zod';
import type { Path, PolicyProblem } from './problem.ts';
import { type PolicyText, policyFile, textOf } from './schema.ts';

interface Salvaged {
  readonly text: PolicyText;
  /** Whether a problem of meaning may come only from what was taken out. */
  readonly doubts: (problem: PolicyProblem) => boolean;
}

/** Taking something out may leave a required value missing; then what is around it goes too. */
const MAX_ROUNDS = 5;

/** Null where what is left is not a policy, as when an environment has no name. */
export const salvage = (value: unknown): Salvaged | null => {
  const rest = structuredClone(value);
  const taken: Path[] = [];
  let parsed = policyFile.safeParse(rest);
  for (let round = 1; !parsed.success && round <= MAX_ROUNDS; round += 1) {
    taken.push(...pathsOf(parsed.error).map((path) => takeOut(rest, path)));
    parsed = policyFile.safeParse(rest);
  }
  if (!parsed.success) return null;
  const paths = taken.map((path) => `${path.join('.')}.`);
  const isOrderSure = !taken.some((path) => path[0] === 'environments' && path[2] === 'after');
  return {
    text: textOf(parsed.data),
    doubts: ({ code, where }) =>
      (code === 'cycle' && !isOrderSure) ||
      paths.some((path) => path.startsWith(`${where}.`) || `${where}.`.startsWith(path)),
  };
};

const pathsOf = (error: z.ZodError): readonly Path[] =>
  error.issues.flatMap((issue) => {
    const path = issue.path as Path;
    return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
  });

/** The path of the key that went; for an entry of a list the list's, as its entries must not move. */
const takeOut = (rest: unknown, asked: Path): Path => {
  if (asked.length === 1 && asked[0] === 'version' && isMapping(rest)) {
    rest.version = 1;
    return asked;
  }
  const last = asked.findLastIndex((step) => typeof step === 'string');
  const path = asked.slice(0, last + 1);
  const parent = inside(rest, path.slice(0, -1));
  const key = path.at(-1);
  if (key === undefined || !isMapping(parent)) return path;
  if (!Object.hasOwn(parent, key)) return path.length > 1 ? takeOut(rest, path.slice(0, -1)) : path;
  delete parent[key];
  return path;
};

const inside = (value: unknown, path: Path): unknown =>
  path.reduce((at: unknown, step) => (isMapping(at) ? at[step] : undefined), value);

const isMapping = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null;
