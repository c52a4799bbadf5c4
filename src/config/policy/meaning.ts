/** What is wrong with a well-formed policy file as a whole: names that clash, point nowhere, circle. */
import { findCycle } from '../../core/environments/route.ts';
import { gates } from '../../core/gates/registry.ts';
import { closest } from '../../core/names.ts';
import { afterOf, durationMs, ruleName } from './build.ts';
import { type PolicyProblem, problemAt } from './problems.ts';
import type { Path, Places } from './read-yaml.ts';
import { configurableGates, type EnvironmentText, type PolicyText } from './schema.ts';

export const meaningProblems = (text: PolicyText, places: Places): readonly PolicyProblem[] =>
  [
    ...nameProblems(text, places),
    ...orderProblems(text, places),
    ...text.environments.flatMap((each, index) => environmentProblems(each, index, places)),
  ].sort((a, b) => a.line - b.line || a.column - b.column);

/** Names and aliases are one space, whatever their case. */
const nameProblems = (text: PolicyText, places: Places): readonly PolicyProblem[] => {
  const seen = new Map<string, string>();
  const problems: PolicyProblem[] = [];
  const take = (name: string, path: Path, owner: string): void => {
    const before = seen.get(name.toLowerCase());
    seen.set(name.toLowerCase(), before ?? owner);
    if (before === undefined) return;
    const message = `\`${name}\` is used twice: it already names ${before}.`;
    problems.push(problemAt(places(path), path, { code: 'duplicate_name', found: name, message }));
  };
  for (const [index, each] of text.environments.entries()) {
    take(each.name, ['environments', index, 'name'], `the environment \`${each.name}\``);
  }
  for (const [index, each] of text.environments.entries()) {
    for (const [position, alias] of (each.aliases ?? []).entries()) {
      take(alias, ['environments', index, 'aliases', position], `an alias of \`${each.name}\``);
    }
  }
  return problems;
};

const orderProblems = (text: PolicyText, places: Places): readonly PolicyProblem[] => {
  const known = text.environments.map((each) => each.name);
  const nodes = text.environments.map((each, index) => ({
    name: each.name,
    after: afterOf(each, text.environments[index - 1]),
  }));
  const problems = text.environments.flatMap((_, index) =>
    (nodes[index]?.after ?? [])
      .filter((name) => !known.includes(name))
      .map((name) => {
        const path = ['environments', index, 'after'];
        const didYouMean = closest(name, known);
        const hint = didYouMean === null ? '' : ` Did you mean \`${didYouMean}\`?`;
        const message = `There is no environment \`${name}\`.${hint} Known: ${known.join(', ')}.`;
        return problemAt(places(path), path, { code: 'unknown_environment', found: name, didYouMean, message });
      }),
  );
  const cycle = findCycle(nodes);
  if (cycle === null) return problems;
  const index = text.environments.findIndex((each) => each.name === cycle[0]);
  const path = ['environments', index, 'after'];
  const message = `These environments wait for each other in a circle: ${cycle.join(' → ')}.`;
  return [...problems, problemAt(places(path), path, { code: 'cycle', message })];
};

const environmentProblems = (each: EnvironmentText, index: number, places: Places): readonly PolicyProblem[] => {
  const at = (rest: Path, code: string, message: string): PolicyProblem => {
    const path = ['environments', index, ...rest];
    return problemAt(places(path), path, { code, message });
  };
  const problems: PolicyProblem[] = [];
  for (const gate of configurableGates) {
    if (each.gates?.[gate] !== true) continue;
    const byDefault = gates[gate].byDefault({ production: each.production ?? false, after: ['before'] });
    if (gates[gate].options.safeParse(byDefault ?? {}).success) continue;
    problems.push(at(['gates', gate], 'not_configured', `The gate \`${gate}\` is switched on and says nothing of what it wants.`));
  }
  const rules = each.approvals?.rules ?? [];
  const names = rules.map(ruleName);
  for (const [position, rule] of rules.entries()) {
    const nobody = !rule.users?.length && !rule.teams?.length && rule.permission === undefined;
    const path = ['approvals', 'rules', position];
    if (nobody) problems.push(at(path, 'nobody', 'This rule names nobody: give it users, teams or a permission.'));
    const name = names[position] ?? '';
    if (names.indexOf(name) < position) {
      problems.push(at(path, 'duplicate_name', `Two rules are called \`${name}\`: give each a name of its own.`));
    }
  }
  for (const [key, value] of [['expire_after', each.expire_after], ['deploy', each.deploy?.github.timeout]] as const) {
    if (value !== undefined && durationMs(value) <= 0) problems.push(at([key], 'no_time', `\`${value}\` is no time at all.`));
  }
  return problems;
};
