/** What is wrong with approval rules, and with times: wherever a policy file has them. */
import { durationMs } from '../../core/duration.ts';
import { DAY } from '../../core/instant.ts';
import { type RuleText, ruleName } from './keys/approvals.ts';
import type { Path, PolicyProblem, ProblemCode } from './problem.ts';
import { span } from './said.ts';

/** A problem below the thing that is looked at. */
export type Tell = (rest: Path, code: ProblemCode, message: string) => PolicyProblem;

export const ruleProblems = (
  rules: readonly RuleText[] = [],
  at: Path,
  tell: Tell,
): readonly PolicyProblem[] => {
  const names = rules.map(ruleName);
  return rules.flatMap((rule, position) => {
    const path = [...at, position];
    const nobody = !rule.users?.length && !rule.teams?.length && rule.permission === undefined;
    const name = names[position] ?? '';
    const twice = names.indexOf(name) < position;
    return [
      ...(nobody
        ? [tell(path, 'nobody', 'This rule names nobody: give it users, teams or a permission.')]
        : []),
      ...(twice
        ? [
            tell(
              path,
              'duplicate_name',
              `Two rules are called \`${name}\`: give each its own name.`,
            ),
          ]
        : []),
    ];
  });
};

/** A longer time would lead to instants that no calendar has. */
const MAX_DAYS = 3_650;

export const timeProblems = (path: Path, value: string, tell: Tell): readonly PolicyProblem[] => {
  const asked = durationMs(value);
  if (asked <= 0) return [tell(path, 'no_time', `${span(value)} is no time at all.`)];
  if (asked <= MAX_DAYS * DAY) return [];
  return [tell(path, 'too_big', `${span(value)} is too long; expected at most ${MAX_DAYS}d.`)];
};
