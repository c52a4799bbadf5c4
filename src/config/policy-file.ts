/**
 * Reads a policy file: YAML in, policy out, or every problem in it at once, each with its place, what
 * was found, what was expected and what was probably meant. A broken file never yields a policy.
 */
import type { z } from 'zod';
import type { Policy } from '../core/policy.ts';
import { no, ok, type Result } from '../core/result.ts';
import { buildPolicy } from './policy/build.ts';
import { type Floors, NO_FLOORS, undercutProblems } from './policy/floor-problems.ts';
import { meaningProblems } from './policy/meaning.ts';
import { inFileOrder, type Places, type PolicyProblem } from './policy/problem.ts';
import { problemsOfText } from './policy/problems.ts';
import { readYaml } from './policy/read-yaml.ts';
import { salvage } from './policy/salvage.ts';
import { policyFile, textOf } from './policy/schema.ts';

/**
 * `path` is only named in problems; what `floors` add is not added. Never throws, whatever the text; null
 * takes the built-in policy.
 */
export const parsePolicy = (
  text: string | null,
  path: string,
  floors: Floors = NO_FLOORS,
): Result<Policy, readonly PolicyProblem[]> => {
  const read = readYaml(text ?? DEFAULT, path);
  if (!read.ok) return read;
  const { value, places, problems } = read.value;
  const parsed = policyFile.safeParse(value);
  const found = parsed.success
    ? meaningProblems(textOf(parsed.data), places)
    : formProblems(parsed.error, value, places);
  const all = inFileOrder([...problems, ...found]);
  if (!parsed.success || all.length > 0) return no(all);
  const policy = buildPolicy(textOf(parsed.data), places);
  const below = undercutProblems(policy, floors, places);
  return below.length === 0 ? ok(policy) : no(inFileOrder(below));
};

const formProblems = (
  error: z.ZodError,
  value: unknown,
  places: Places,
): readonly PolicyProblem[] => {
  const rest = salvage(value);
  const meant = rest === null ? [] : meaningProblems(rest.text, places);
  return [
    ...problemsOfText(error, value, places),
    ...meant.filter((problem) => rest?.doubts(problem) === false),
  ];
};

/** What holds where a repository has no policy file: three environments, production approved by another. */
export const defaultPolicy = (): Policy => {
  const parsed = parsePolicy(null, 'built in');
  if (!parsed.ok) throw new Error('the built-in policy is broken', { cause: parsed.problem });
  return parsed.value;
};

const DEFAULT = `version: 1
environments:
  - name: development
  - name: staging
  - name: production
    production: true
    separation_of_duties: strict
    approvals:
      rules:
        - { name: colleagues, count: 1, permission: write }
`;
