/** What the check run `lockkeeper / policy` says of a policy file. */
import { gatesOfAll } from '../core/gates/registry.ts';
import type { EnvironmentPolicy, Floor, Policy } from '../core/policy.ts';
import { code, cutAtLine, text } from './escape.ts';
import { list } from './people.ts';
import {
  belowText,
  type HeldUndercut,
  loosened,
  type PolicyChanges,
  policyChangesText,
} from './policy-changes.ts';

export interface PolicyCheckInput {
  readonly path: string;
  readonly problems: readonly {
    readonly path: string;
    readonly line: number;
    readonly column: number;
    readonly endLine: number;
    readonly endColumn: number;
    readonly message: string;
  }[];
  /** Null for a broken file. */
  readonly policy: Policy | null;
  /** There is no file. */
  readonly builtIn: boolean;
  /** Whether floors in it count: it is the file of the owner's own repository. */
  readonly hasFloors: boolean;
  /** Null for a broken file. */
  readonly changes: PolicyChanges | null;
  /** In what that which holds until an approval comes is below the floors, and where these stand. */
  readonly below: readonly HeldUndercut[];
  readonly floorsFile: string;
}

const MAX_NOTES = 50;
const MAX_SUMMARY = 60_000;

export const policyCheckText = (input: PolicyCheckInput) => {
  const { path, problems, policy, builtIn, changes } = input;
  if (policy !== null) {
    const rows = policy.environments.map(
      (each) => `| ${text(each.name)} | ${asksFor(each, { code, text })} |`,
    );
    const table = rows.length === 0 ? [] : ['| environment | asks for |', '|---|---|', ...rows];
    const told = changes === null ? [] : policyChangesText(changes);
    const below = belowText(input.below, input.floorsFile);
    const all = [table, floorsText(policy.floors ?? [], input.hasFloors), told, below];
    const summary = all
      .filter((each) => each.length > 0)
      .map((each) => each.join('\n'))
      .join('\n\n');
    return {
      title: `${builtIn ? 'No file: the built-in policy, ' : ''}${counted(policy)}${aboutLoosening(changes)}`,
      summary: cutAtLine(summary, MAX_SUMMARY, 'There is more.'),
      annotations: [],
    };
  }
  const lines = problems.map(
    ({ line, column, message }) => `- line ${line}, column ${column}: ${message}`,
  );
  const lead = `${code(path)} is broken, and nothing passes with a broken policy.`;
  return {
    title: `${problems.length} problem${problems.length === 1 ? '' : 's'}`,
    summary: cutAtLine([lead, '', ...lines].join('\n'), MAX_SUMMARY, 'There are more.'),
    annotations: problems.slice(0, MAX_NOTES).map((problem) => ({
      path: problem.path,
      start_line: problem.line,
      end_line: problem.endLine,
      ...columnsOf(problem),
      annotation_level: 'failure' as const,
      title: 'Policy',
      message: problem.message,
    })),
  };
};

const counted = ({ environments, floors = [] }: Policy): string => {
  const all = [
    ...(environments.length > 0 || floors.length === 0
      ? [`${environments.length} environment${environments.length === 1 ? '' : 's'}`]
      : []),
    ...(floors.length === 0 ? [] : [`${floors.length} floor${floors.length === 1 ? '' : 's'}`]),
  ];
  return list(all, 'and');
};

const floorsText = (floors: readonly Floor[], hold: boolean): readonly string[] => {
  if (floors.length === 0) return [];
  const which = list(
    floors.map(({ selector }) => code(selector)),
    'and',
  );
  return hold
    ? [`Floors of all repositories of this owner, for environments called so: ${which}.`]
    : [
        `The floors for ${which} count for nothing here: floors stand in the owner’s repository ${code('.github')}.`,
      ];
};

const aboutLoosening = (changes: PolicyChanges | null): string => {
  const names = changes === null ? [] : loosened(changes).map(({ environment }) => environment);
  if (changes === null || names.length === 0) return '';
  const which = cutAtLine(list(names, 'and'), MAX_NAMES, '…');
  return changes.kind === 'landed'
    ? `; loosening ${which} waits for an approval`
    : `; loosens ${which}`;
};

/** A title is one line. */
const MAX_NAMES = 100;

/** GitHub takes columns only within one line, and counts the last one in. */
const columnsOf = (problem: PolicyCheckInput['problems'][number]) =>
  problem.endLine === problem.line
    ? {
        start_column: problem.column,
        end_column: Math.max(problem.column, problem.endColumn - 1),
      }
    : {};

/**
 * What a release needs there, beside what holds everywhere; the two gates about people say it in their
 * own words. `as` is how names are written where it is read.
 */
export const asksFor = (
  { gates, approvals, separationOfDuties }: EnvironmentPolicy,
  as: { readonly code: (name: string) => string; readonly text: (name: string) => string },
): string => {
  const named = gates
    .filter(({ gate }) => !ABOUT_PEOPLE.includes(gate) && !gatesOfAll.includes(gate))
    .map(({ gate }) => as.code(gate));
  const rules = approvals.rules.map((rule) => `${rule.count} from ${as.text(rule.name)}`);
  const { level } = separationOfDuties;
  const parts = [
    ...(named.length === 0 ? [] : [list(named, 'and')]),
    ...(rules.length === 0 ? [] : [`approvals: ${list(rules, 'and')}`]),
    ...(level === 'off' ? [] : [`separation of duties: ${as.code([level].flat().join(', '))}`]),
  ];
  return parts.length === 0 ? 'nothing' : parts.join('; ');
};

const ABOUT_PEOPLE = ['approvals', 'separation-of-duties'];
