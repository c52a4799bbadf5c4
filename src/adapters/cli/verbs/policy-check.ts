/** `lockkeeper policy check FILE`: what a policy file says, or everything that is wrong with it. */
import { readFile } from 'node:fs/promises';
import type { PolicyProblem } from '../../../config/policy/problem.ts';
import { parsePolicy } from '../../../config/policy-file.ts';
import type { Policy } from '../../../core/policy.ts';
import { asksFor } from '../../../messages/policy-check.ts';
import { readFault } from '../file-fault.ts';
import type { Io } from '../io.ts';
import { inTerminal } from '../terminal.ts';
import { sayFault } from './audit-verify.ts';

/** More of a line than this is not shown: a file that is no policy may be one long line. */
const MAX_SHOWN = 120;

/** 0 valid, 1 broken, 3 the file cannot be read. */
export const policyCheck = async (
  io: Io,
  file: string,
  options: { readonly output: 'table' | 'json' },
): Promise<number> => {
  const text = await readFile(file, 'utf8').catch((fault: unknown) => readFault(file, fault));
  if (typeof text !== 'string') return sayFault(io, text);
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
  const rows = environments.map((each) => `  ${each.name} asks for ${asksFor(each, AS_IT_IS)}`);
  return `${file} is a valid policy: ${count}: ${route}\n${rows.join('\n')}\n`;
};

const AS_IT_IS = { code: (name: string) => name, text: (name: string) => name };

const problemLines = (text: string, problems: readonly PolicyProblem[]): string => {
  const lines = text.split(/\r?\n/);
  const each = problems.map(({ path, line, column, message }) => {
    const from = Math.max(0, column - MAX_SHOWN);
    const source = inTerminal((lines[line - 1] ?? '').slice(from), MAX_SHOWN);
    const caret = `${' '.repeat(column - 1 - from)}^`;
    return `${path}:${line}:${column} ${message}\n    ${source}\n    ${caret}\n`;
  });
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${each.join('')}${count}; nothing passes with a broken policy.\n`;
};
