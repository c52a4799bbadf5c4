/** `lockkeeper policy check FILE`: what a policy file says, or everything that is wrong with it. */
import { readFile } from 'node:fs/promises';
import type { PolicyProblem } from '../../../config/policy/problem.ts';
import { parsePolicy } from '../../../config/policy-file.ts';
import type { Policy } from '../../../core/policy.ts';
import type { Io } from '../io.ts';

/** 0 valid, 1 broken, 3 the file is not there. */
export const policyCheck = async (
  io: Io,
  file: string,
  options: { readonly output: string },
): Promise<number> => {
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) {
    io.stderr(`${file} cannot be read.\n`);
    return 3;
  }
  const parsed = parsePolicy(text, file);
  if (options.output === 'json') {
    const problems = parsed.ok ? [] : parsed.problem;
    io.stdout(`${JSON.stringify({ success: parsed.ok, problems })}\n`);
  } else if (parsed.ok) io.stdout(described(file, parsed.value));
  else io.stderr(problemLines(text, parsed.problem));
  return parsed.ok ? 0 : 1;
};

const described = (file: string, { environments }: Policy): string => {
  const route = environments.map((each) => each.name).join(' → ');
  const count = environments.length === 1 ? '1 environment' : `${environments.length} environments`;
  const rows = environments.map((each) => {
    const gates = each.gates.map((setting) => setting.gate).join(', ');
    const rules = each.approvals.rules.map((rule) => `${rule.count} from ${rule.name}`).join(', ');
    return `  ${each.name}: ${gates}${rules === '' ? '' : `; approvals: ${rules}`}`;
  });
  return `${file} is a valid policy: ${count}: ${route}\n${rows.join('\n')}\n`;
};

const problemLines = (text: string, problems: readonly PolicyProblem[]): string => {
  const lines = text.split(/\r?\n/);
  const each = problems.map(({ path, line, column, message }) => {
    const source = lines[line - 1] ?? '';
    return `${path}:${line}:${column} ${message}\n    ${source}\n    ${' '.repeat(column - 1)}^\n`;
  });
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${each.join('')}${count}; nothing passes with a broken policy.\n`;
};
