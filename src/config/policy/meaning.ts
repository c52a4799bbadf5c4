/** What is wrong with a well-formed policy file as a whole: names that clash, point nowhere, circle. */
import { findCycle, type Node } from '../../core/environments/route.ts';
import { type GateName, gates } from '../../core/gates/registry.ts';
import { closest } from '../../core/names.ts';
import { afterOf } from './build.ts';
import { selectorProblems } from './floor-problems.ts';
import { freezeProblems } from './freeze-problems.ts';
import type { FloorText } from './keys/floors.ts';
import { configurableGates } from './keys/gates.ts';
import { knownKeys } from './known-keys.ts';
import { type Path, type Places, type PolicyProblem, problemAt } from './problem.ts';
import { ruleProblems, type Tell, timeProblems } from './rule-problems.ts';
import { orList, span } from './said.ts';
import type { EnvironmentText, PolicyText } from './schema.ts';

export const meaningProblems = (text: PolicyText, places: Places): readonly PolicyProblem[] => [
  ...absentProblems(text, places),
  ...nameProblems(text, places),
  ...orderProblems(text, places),
  ...soakProblems(text, places),
  ...freezeProblems(text, places),
  ...text.environments.flatMap((each, index) => environmentProblems(each, index, places)),
  ...selectorProblems(text.floors, places),
  ...(text.floors ?? []).flatMap((each, index) => floorProblems(each, index, places)),
];

const absentProblems = (
  { environments, floors }: PolicyText,
  places: Places,
): readonly PolicyProblem[] => {
  if (environments.length > 0 || floors !== undefined) return [];
  const path = ['environments'];
  const said = { code: 'missing', expected: 'a list' } as const;
  const message = '`environments` is missing; expected a list.';
  return [problemAt(places(path), path, { ...said, message })];
};

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
  const nodes = text.environments.map((each, index) => ({
    name: each.name,
    after: afterOf(each, text.environments[index - 1]),
  }));
  const problems = nodes.flatMap(({ after }, index) =>
    after.flatMap((name, position) => {
      const isListed = Array.isArray(text.environments[index]?.after);
      const path = ['environments', index, 'after', ...(isListed ? [position] : [])];
      if (after.indexOf(name) < position) return [twice(name, path, places)];
      return unknownEnvironment(name, path, { text, places });
    }),
  );
  problems.push(...startless(text, nodes, places));
  const cycle = findCycle(nodes);
  if (cycle === null) return problems;
  const index = text.environments.findIndex((each) => each.name === cycle[0]);
  const path = ['environments', index, 'after'];
  const message =
    cycle.length === 2
      ? `\`${cycle[0]}\` waits for itself.`
      : `These environments wait for each other in a circle: ${cycle.join(' → ')}.`;
  return [...problems, problemAt(places(path), path, { code: 'cycle', message })];
};

/** What is promoted once it has completed before needs somewhere before. */
const startless = (
  text: PolicyText,
  nodes: readonly Node[],
  places: Places,
): readonly PolicyProblem[] =>
  nodes.flatMap(({ name, after }, index) => {
    if (text.environments[index]?.auto_promote?.on !== 'completed' || after.length > 0) return [];
    const path = ['environments', index, 'auto_promote', 'on'];
    const message = `No environment comes before \`${name}\`, so nothing completes there first: expected \`push\`.`;
    return [problemAt(places(path), path, { code: 'nothing_before', message })];
  });

/** A problem where no environment is called so. */
const unknownEnvironment = (
  name: string,
  path: Path,
  { text, places }: { readonly text: PolicyText; readonly places: Places },
): readonly PolicyProblem[] => {
  const known = text.environments.map((each) => each.name);
  if (known.includes(name)) return [];
  const meant = text.environments.find((each) => each.aliases?.includes(name) === true);
  const didYouMean = meant?.name ?? closest(name, known);
  const hint = didYouMean === null ? '' : ` Did you mean \`${didYouMean}\`?`;
  const message = `There is no environment \`${name}\`.${hint} Known: ${known.join(', ')}.`;
  const said = { code: 'unknown_environment', found: name, didYouMean, message } as const;
  return [problemAt(places(path), path, said)];
};

/** Where a release has to soak: in environments that there are, and somewhere before this one. */
const soakProblems = (text: PolicyText, places: Places): readonly PolicyProblem[] =>
  text.environments.flatMap((each, index) => {
    const setting = optionsOf(each, 'soak');
    if (setting === null) return [];
    const path = ['environments', index, 'gates', 'soak'];
    const { in: named } = setting;
    if (!Array.isArray(named)) {
      if (afterOf(each, text.environments[index - 1]).length > 0) return [];
      const message = `No environment comes before \`${each.name}\`: say where it has to soak, with \`in\`.`;
      return [problemAt(places(path), path, { code: 'nothing_before', message })];
    }
    return named.map(String).flatMap((name, position) => {
      const at = [...path, 'in', position];
      if (name !== each.name) return unknownEnvironment(name, at, { text, places });
      const message = `\`${name}\` waits for itself.`;
      return [problemAt(places(at), at, { code: 'cycle', found: name, message })];
    });
  });

const twice = (name: string, path: Path, places: Places): PolicyProblem => {
  const message = `\`${name}\` stands in \`after\` twice: keep one of them.`;
  return problemAt(places(path), path, { code: 'duplicate_name', found: name, message });
};

const environmentProblems = (
  each: EnvironmentText,
  index: number,
  places: Places,
): readonly PolicyProblem[] => {
  const tell: Tell = (rest, code, message) => {
    const path = ['environments', index, ...rest];
    return problemAt(places(path), path, { code, message });
  };
  const times = [
    [['expire_after'], each.expire_after],
    [['remind_after'], each.remind_after === 'never' ? undefined : each.remind_after],
    [['deploy', 'github', 'timeout'], each.deploy?.github?.timeout],
    [['deploy', 'workflow', 'timeout'], each.deploy?.workflow?.timeout],
    [['gates', 'soak', 'for'], soakTime(each)],
    [['verify', 'workflow', 'timeout'], each.verify?.workflow?.timeout],
    ...(each.verify?.http ?? []).flatMap(
      ({ every, timeout }, index) =>
        [
          [['verify', 'http', index, 'every'], every],
          [['verify', 'http', index, 'timeout'], timeout],
        ] as const,
    ),
  ] as const;
  return [
    ...gateProblems(each, each.gates, ['gates'], tell),
    ...gateProblems(each, each.rollback?.gates, ['rollback', 'gates'], tell),
    ...ruleProblems(each.approvals?.rules, ['approvals', 'rules'], tell),
    ...ruleProblems(each.rollback?.approvals?.rules, ['rollback', 'approvals', 'rules'], tell),
    ...times.flatMap(([path, value]) =>
      value === undefined ? [] : timeProblems(path, value, tell),
    ),
  ];
};

const floorProblems = (
  each: FloorText,
  index: number,
  places: Places,
): readonly PolicyProblem[] => {
  const tell: Tell = (rest, code, message) => {
    const path = ['floors', index, ...rest];
    return problemAt(places(path), path, { code, message });
  };
  const soak = soakTime(each);
  return [
    ...ruleProblems(each.approvals?.rules, ['approvals', 'rules'], tell),
    ...(each.expire_after === undefined
      ? []
      : timeProblems(['expire_after'], each.expire_after, tell)),
    ...(soak === undefined ? [] : timeProblems(['gates', 'soak', 'for'], soak, tell)),
  ];
};

const soakTime = (each: WithGates): string | undefined => {
  const time = optionsOf(each, 'soak')?.for;
  return typeof time === 'string' ? time : undefined;
};

type WithGates = Pick<EnvironmentText, 'gates'> | Pick<FloorText, 'gates'>;

/** What is written below a gate; null where that is nothing, or only `true` or `false`. */
const optionsOf = (each: WithGates, gate: GateName): Readonly<Record<string, unknown>> | null => {
  const setting = each.gates?.[gate];
  return typeof setting === 'object' ? { ...setting } : null;
};

const gateProblems = (
  each: EnvironmentText,
  written: EnvironmentText['gates'],
  at: Path,
  tell: Tell,
): readonly PolicyProblem[] =>
  configurableGates
    .filter((gate) => written?.[gate] === true && !hasDefaults(gate, each))
    .map((gate) => {
      const keys = knownKeys(['environments', 0, 'gates', gate]).filter((k) => k !== 'on_failure');
      const wants = orList(keys.map(span));
      const message = `The gate \`${gate}\` is switched on and not configured: give it ${wants}.`;
      return tell([...at, gate], 'not_configured', message);
    });

/** `true` is enough for a gate that can do without options. */
const hasDefaults = (gate: GateName, each: EnvironmentText): boolean => {
  const environment = { production: each.production ?? false, after: ['before'] };
  return gates[gate].options.safeParse(gates[gate].byDefault(environment) ?? {}).success;
};
