/** What the check run `lockkeeper / policy` says of a policy file. */
import type { EnvironmentPolicy, Policy } from '../core/policy.ts';
import { code, cutAtLine, text } from './escape.ts';
import { list } from './people.ts';

export interface PolicyCheckInput {
  readonly path: string;
  readonly problems: readonly {
    readonly path: string;
    readonly line: number;
    readonly column: number;
    readonly message: string;
  }[];
  /** Null for a broken file. */
  readonly policy: Policy | null;
}

const MAX_NOTES = 50;
const MAX_SUMMARY = 60_000;

export const policyCheckText = ({ path, problems, policy }: PolicyCheckInput) => {
  if (policy !== null) {
    const rows = policy.environments.map((each) => `| ${text(each.name)} | ${holds(each)} |`);
    return {
      title: `${policy.environments.length} environments`,
      summary: ['| environment | asks for |', '|---|---|', ...rows].join('\n'),
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
      end_line: problem.line,
      annotation_level: 'failure' as const,
      title: 'Policy',
      message: problem.message,
    })),
  };
};

const holds = (environment: EnvironmentPolicy): string => {
  const gates = environment.gates.map((setting) => code(setting.gate));
  const rules = environment.approvals.rules.map((rule) => `${rule.count} from ${text(rule.name)}`);
  return `${list(gates, 'and')}${rules.length === 0 ? '' : `; approvals: ${list(rules, 'and')}`}`;
};
